import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import { compareVersions, type Program, usesOf } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { lineOf } from '../engine/line-of.ts'
import { anchoredPattern } from '../engine/re2.ts'
import { bucketOf, resolveVariables } from './bucket.ts'
import { thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { blockSelector } from './one-compactor-per-stream.ts'
import { inDocument, type ProblemPlace } from './places.ts'

const supportedActions = ['keep', 'drop', 'hashmod']

/** Larger hash sets are checked up to this number of shards. */
const maxShards = 1000

export const hashShardsAreComplete: Check = {
  name: 'hash-shards-are-complete',
  id: 'TH004',
  question: 'data',
  severity: 'error',
  why: 'The blocks of a shard that no workload serves are missing in every response, without an error. Two compactors of one shard create overlapping blocks and halt.',
  remedy: 'Assign each remainder from 0 to modulus - 1 to one workload, with the same hashmod step in all of them.',
  source: 'https://thanos.io/tip/sharding.md, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/block/fetcher.go',
  *run(context) {
    const shards: Shard[] = []
    for (const program of thanosPrograms(context, 'store', 'compact', 'tools bucket web')) {
      const document = configOf(context, program, 'selector.relabel-config')
      if (!document) continue
      for (const [index, step] of listOf(document.value).entries())
        yield* stepProblems(program, document, index, mappingOf(step))
      const shard = shardOf(context, program, document)
      if (shard) shards.push(shard)
    }
    for (const set of Map.groupBy(shards, ({ setId }) => setId).values()) {
      yield* missingShards(set)
      yield* sharedShards(set)
    }
  },
}

/** @param index of the step in the document */
function* stepProblems(
  program: Program,
  document: EmbeddedDocument,
  index: number,
  { action, source_labels: sourceLabels }: Mapping,
): Iterable<Problem> {
  if (!supportedActions.includes(String(action ?? 'replace').toLowerCase()))
    yield {
      ...inDocument(document, index, 'action'),
      message: `Thanos does not support the action ${String(action ?? 'replace')} for the selection of blocks.`,
      remedy: `Use ${supportedActions.join(', ')}.`,
    }
  if (program.command === 'compact') yield* compactorProblems(program, document, index, action, listOf(sourceLabels))
}

function* compactorProblems(
  program: Program,
  document: EmbeddedDocument,
  index: number,
  action: unknown,
  sourceLabels: readonly unknown[],
): Iterable<Problem> {
  const place = inDocument(document, index, 'source_labels')
  if (sourceLabels.includes('__block_id'))
    yield {
      ...place,
      message: 'a compactor that selects blocks by __block_id never has all the blocks that it must merge.',
      remedy: 'Divide the blocks by external labels.',
    }
  // Versions from 0.42.0 on are not affected.
  if (action !== 'hashmod' || compareVersions(program.catalogue.version, '0.42.0') >= 0) return
  const replicaLabels = usesOf(program, 'deduplication.replica-label').map(({ value }) => value)
  const replicaLabel = sourceLabels.find((label) => replicaLabels.includes(String(label)))
  if (replicaLabel !== undefined)
    yield {
      ...place,
      message: `deduplication removes the label ${String(replicaLabel)}, so the replicas to merge are in different shards.`,
      remedy: 'Remove the replica label from source_labels.',
    }
}

interface Shard {
  /** Equal for all shards of a set. */
  readonly setId: string
  readonly modulus: number
  /** The remainders of the blocks that are kept; undefined for all. */
  readonly remainders: readonly number[] | undefined
  readonly program: Program
  readonly selection: string | undefined
  readonly place: ProblemPlace
}

/** Undefined for a selection without hash, and for a filter whose regular expression cannot be evaluated. */
function shardOf(context: CheckContext, program: Program, document: EmbeddedDocument): Shard | undefined {
  const steps = listOf(document.value).map(mappingOf)
  const hash = steps.find(({ action }) => action === 'hashmod')
  if (!hash || typeof hash.modulus !== 'number') return undefined
  const { modulus } = hash
  const filters = steps.filter(
    ({ action, source_labels: labels }) =>
      (action === 'keep' || action === 'drop') && listOf(labels)[0] === hash.target_label,
  )
  let remainders = allRemainders(modulus)
  for (const { action, regex } of filters) {
    const pattern = remainderPattern(resolveVariables(program.container, String(regex)))
    if (pattern === undefined) return undefined
    remainders = remainders.filter((remainder) => pattern.matches(String(remainder)) === (action === 'keep'))
  }
  const setId = [program.command, bucketOf(context, program), modulus, listOf(hash.source_labels).join(';')].join(' ')
  return {
    setId,
    modulus,
    remainders: filters.length === 0 ? undefined : remainders,
    program,
    selection: blockSelector(context, program),
    place: inDocument(document),
  }
}

const remainderPattern = (regex: string): ReturnType<typeof anchoredPattern> =>
  /^[\d|()[\]\-,.*+?]+$/.test(regex) ? anchoredPattern(regex) : undefined

const allRemainders = (modulus: number): number[] =>
  Array.from({ length: Math.min(modulus, maxShards) }, (_, remainder) => remainder)

function* missingShards(shards: readonly Shard[]): Iterable<Problem> {
  const [first] = shards
  if (!first || shards.some(({ remainders }) => remainders === undefined)) return
  const served = new Set(shards.flatMap(({ remainders }) => remainders ?? []))
  const missing = allRemainders(first.modulus).filter((remainder) => !served.has(remainder))
  if (missing.length > 0)
    yield {
      ...first.place,
      message: `of the shards 0 to ${first.modulus - 1}, no workload serves ${missing.slice(0, 10).join(', ')}.`,
    }
}

/** Only one compactor may work on a shard; store gateways may be replicas. */
function* sharedShards(shards: readonly Shard[]): Iterable<Problem> {
  const owners = new Map<number, Shard>()
  for (const shard of shards) {
    if (shard.program.command !== 'compact') continue
    const shared = (shard.remainders ?? allRemainders(shard.modulus)).filter((remainder) => owners.has(remainder))
    const owner = owners.get(shared[0] ?? -1)
    // Equal selections are found by the check one-compactor-per-stream.
    if (owner !== undefined && owner.selection !== shard.selection)
      yield {
        ...shard.place,
        message: `the compactors ${owner.program.container.workload.name} (${lineOf(owner.place)}) and ${shard.program.container.workload.name} both work on shard ${shared.slice(0, 10).join(', ')}.`,
        remedy: 'Assign each remainder to one compactor.',
      }
    for (const remainder of shard.remainders ?? allRemainders(shard.modulus))
      if (!owners.has(remainder)) owners.set(remainder, shard)
  }
}
