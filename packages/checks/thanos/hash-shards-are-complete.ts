import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { compareVersions, type Program, usesOf } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { anchoredPattern } from '../engine/re2.ts'
import { bucketOf, resolveVariables } from './bucket.ts'
import { thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { inDocument } from './places.ts'

const actions = ['keep', 'drop', 'hashmod']

export const hashShardsAreComplete: Check = {
  name: 'hash-shards-are-complete',
  id: 'TH004',
  severity: 'error',
  why: 'Blocks whose shard nobody serves are missing in every answer, without an error.',
  remedy: 'Give each remainder from 0 to modulus - 1 to one workload, with the same hashmod on all.',
  source: 'https://thanos.io/tip/sharding.md, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/block/fetcher.go',
  *run(context) {
    const shards: Shard[] = []
    for (const program of thanosPrograms(context, 'store', 'compact', 'tools bucket web')) {
      yield* relabelProblems(context, program)
      const shard = shardOf(context, program)
      if (shard) shards.push(shard)
    }
    for (const group of Map.groupBy(shards, ({ set }) => set).values()) yield* setProblems(group)
  },
}

interface Shard {
  /** What all shards of a set have in common. */
  readonly set: string
  readonly modulus: number
  /** Undefined where the manifest does not say which blocks are kept. */
  readonly remainders: readonly number[] | undefined
  readonly place: Pick<Problem, 'object' | 'pointer'>
}

function* relabelProblems(context: CheckContext, program: Program): Iterable<Problem> {
  const document = configOf(context, program, 'selector.relabel-config')
  if (!document) return
  for (const [index, entry] of listOf(document.value).entries()) {
    const { action, source_labels: labels } = mappingOf(entry)
    if (!actions.includes(String(action ?? 'replace').toLowerCase()))
      yield {
        ...inDocument(document, index, 'action'),
        message: `the action ${String(action ?? 'replace')} is not one that Thanos takes to select blocks.`,
        remedy: `Use ${actions.join(', ')}.`,
      }
    if (program.command === 'compact' && listOf(labels).includes('__block_id'))
      yield {
        ...inDocument(document, index, 'source_labels'),
        message: 'a compactor divided by __block_id never sees the blocks together that it must merge.',
        remedy: 'Divide compactors by external labels.',
      }
    const replicas = usesOf(program, 'deduplication.replica-label').map(({ value }) => value)
    const replica = listOf(labels).find((label) => replicas.includes(String(label)))
    if (
      program.command === 'compact' &&
      action === 'hashmod' &&
      replica !== undefined &&
      compareVersions(program.catalogue.version, '0.42.0') < 0
    )
      yield {
        ...inDocument(document, index, 'source_labels'),
        message: `the label ${String(replica)} is removed by deduplication, so the replicas to merge are in different shards.`,
        remedy: 'Leave the replica label out of source_labels.',
      }
  }
}

function shardOf(context: CheckContext, program: Program): Shard | undefined {
  const document = configOf(context, program, 'selector.relabel-config')
  const steps = listOf(document?.value).map(mappingOf)
  const hash = steps.find(({ action }) => action === 'hashmod')
  if (!document || !hash || typeof hash.modulus !== 'number') return undefined
  const modulus = hash.modulus
  const filters = steps.filter(
    ({ action, source_labels: labels }) =>
      (action === 'keep' || action === 'drop') && listOf(labels)[0] === hash.target_label,
  )
  const all = Array.from({ length: Math.min(modulus, 1000) }, (_, remainder) => remainder)
  let remainders: number[] | undefined = filters.length === 0 ? undefined : all
  for (const { action, regex } of filters) {
    const text = resolveVariables(program.container, String(regex))
    if (text.includes('$(') || !/^[\d|()[\]\-,.*+?]+$/.test(text)) return undefined
    const pattern = anchoredPattern(text)
    if (pattern === undefined) return undefined
    remainders = remainders?.filter((remainder) => pattern.matches(String(remainder)) === (action === 'keep'))
  }
  const set = [program.command, bucketOf(context, program), modulus, listOf(hash.source_labels).join(';')].join(' ')
  return { set, modulus, remainders, place: inDocument(document) }
}

function* setProblems(shards: readonly Shard[]): Iterable<Problem> {
  const [first] = shards
  if (!first || shards.some(({ remainders }) => remainders === undefined)) return
  const served = new Set(shards.flatMap(({ remainders }) => remainders ?? []))
  const missing = Array.from({ length: Math.min(first.modulus, 1000) }, (_, remainder) => remainder).filter(
    (remainder) => !served.has(remainder),
  )
  if (missing.length > 0)
    yield { ...first.place, message: `of ${first.modulus} shards, nobody serves ${missing.slice(0, 10).join(', ')}.` }
}
