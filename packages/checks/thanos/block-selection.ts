// Which blocks a compactor selects by their external labels: pkg/block/fetcher.go of Thanos, model/relabel/relabel.go of Prometheus.
import { createHash } from 'node:crypto'
import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { Program } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { type AnchoredPattern, anchoredPattern } from '../engine/re2.ts'
import { finiteValues } from '../promql/labels/matcher-values.ts'
import { resolveVariables } from './bucket.ts'
import { configOf } from './config-documents.ts'
import { regexSamples } from './regex-samples.ts'

/** The external labels of blocks. A label that is absent is empty. */
export type Stream = Readonly<Record<string, string>>

/** A step that keeps or drops blocks by the value of some labels, or of their hash. */
interface Filter {
  readonly keeps: boolean
  readonly labels: readonly string[]
  /** The value that the pattern is compared with. */
  readonly valueIn: (stream: Stream) => string
  readonly pattern: AnchoredPattern
  /** Values of each label with which the pattern can match. */
  readonly samples: readonly (readonly string[])[]
  /** The only values of a label with which a block passes, if there are finitely many. */
  readonly required: { readonly label: string; readonly values: readonly string[] } | undefined
}

/** The filters of `--selector.relabel-config`; without the flag, all blocks pass. Undefined for steps that are not read here. */
export type BlockSelection = readonly Filter[] | undefined

interface Hash {
  readonly labels: readonly string[]
  readonly valueIn: (stream: Stream) => string
}

export function blockSelection(context: CheckContext, program: Program): BlockSelection {
  const hashes = new Map<string, Hash>()
  const filters: Filter[] = []
  for (const step of listOf(configOf(context, program, 'selector.relabel-config')?.value).map(mappingOf)) {
    const labels = listOf(step.source_labels).map(String)
    const hash = labels.length === 1 ? hashes.get(labels[0]!) : undefined
    if (hash === undefined && labels.some((label) => hashes.has(label))) return undefined
    if (actionOf(step) === 'hashmod' && hash === undefined && Number(step.modulus) > 0)
      hashes.set(String(step.target_label), hashOf(step, labels))
    else {
      const filter = filterOf(step, labels, hash, program)
      if (filter === undefined) return undefined
      filters.push(filter)
    }
  }
  return filters
}

const actionOf = ({ action }: Mapping): string => String(action ?? 'replace').toLowerCase()

const separatorOf = ({ separator }: Mapping): string => String(separator ?? ';')

const joinedValue =
  (step: Mapping, labels: readonly string[]): Hash['valueIn'] =>
  (stream) =>
    labels.map((label) => stream[label] ?? '').join(separatorOf(step))

const hashOf = (step: Mapping, labels: readonly string[]): Hash => {
  const joined = joinedValue(step, labels)
  return { labels, valueIn: (stream) => hashMod(joined(stream), Number(step.modulus)) }
}

/** Undefined for another action, and for a regular expression that does not parse. */
function filterOf(
  step: Mapping,
  labels: readonly string[],
  hash: Hash | undefined,
  { container }: Program,
): Filter | undefined {
  const action = actionOf(step)
  const regex = resolveVariables(container, String(step.regex ?? '(.*)'))
  const pattern = anchoredPattern(regex)
  if ((action !== 'keep' && action !== 'drop') || pattern === undefined) return undefined
  const keeps = action === 'keep'
  if (hash !== undefined)
    return { keeps, pattern, ...hash, samples: hash.labels.map(() => hashedValues), required: undefined }
  return {
    keeps,
    pattern,
    labels,
    valueIn: joinedValue(step, labels),
    samples: samplesOf(regex, separatorOf(step), labels.length),
    required: keeps ? requiredValues(labels, regex) : undefined,
  }
}

const hashMod = (value: string, modulus: number): string =>
  String(createHash('md5').update(value).digest().readBigUInt64BE(8) % BigInt(modulus))

/** Enough for each remainder of a small modulus. */
const hashedValues = Array.from({ length: 40 }, (_, index) => `block-${index}`)

function samplesOf(regex: string, separator: string, labels: number): Filter['samples'] {
  const samples = regexSamples(regex).map((sample) => (labels === 1 ? [sample] : sample.split(separator)))
  return Array.from({ length: labels }, (_, index) => samples.map((values) => values[index] ?? ''))
}

function requiredValues(labels: readonly string[], regex: string): Filter['required'] {
  const [label, ...others] = labels
  const values = finiteValues({ operator: '=~', value: regex })
  return label === undefined || others.length > 0 || values === undefined ? undefined : { label, values }
}

/** Whether the blocks of a stream pass. */
export const isSelected = (selection: NonNullable<BlockSelection>, stream: Stream): boolean =>
  selection.every(({ keeps, pattern, valueIn }) => pattern.matches(valueIn(stream)) === keeps)

/** Streams that a selection drops by the value of one label. */
export const droppedStreams = (selection: NonNullable<BlockSelection>): readonly Stream[] =>
  selection.flatMap(({ keeps, labels: [label, ...others], samples, pattern }) =>
    keeps || label === undefined || others.length > 0
      ? []
      : samples[0]!.filter((value) => pattern.matches(value)).map((value) => ({ [label]: value })),
  )

/** The most streams that are tried for two selections. */
const maxStreams = 5000

/** A stream that both selections keep; undefined if none is found. */
export function commonStream(one: BlockSelection, other: BlockSelection): Stream | undefined {
  if (one === undefined || other === undefined) return undefined
  const filters = [...one, ...other]
  for (const stream of streamsOf(filters))
    if (isSelected(filters, stream))
      return Object.fromEntries(Object.entries(stream).filter(([, value]) => value !== ''))
  return undefined
}

/** Combinations of the values with which patterns can match. The values of other streams are last. */
function* streamsOf(filters: readonly Filter[]): Generator<Stream> {
  const values = new Map<string, Set<string>>()
  for (const { labels, samples } of filters)
    for (const [index, label] of labels.entries())
      values.set(label, new Set([...(values.get(label) ?? []), ...samples[index]!]))
  const choices = [...values].map(([label, found]) => ({
    label,
    options: [...new Set([...found, ...joinedPairs([...found]), '', 'other'])],
  }))
  const all = choices.reduce((product, { options }) => product * options.length, 1)
  for (let number = 0; number < Math.min(all, maxStreams); number++) {
    let rest = number
    const stream: Record<string, string> = {}
    for (const { label, options } of choices) {
      stream[label] = options[rest % options.length]!
      rest = Math.floor(rest / options.length)
    }
    yield stream
  }
}

/** A value that begins as one pattern requires and ends as another one does: `eu-.*` and `.*-1`. */
const joinedPairs = (values: readonly string[]): readonly string[] =>
  values.length > 8 ? [] : values.flatMap((start) => values.map((end) => start + end))

/** `{cluster="eu-1"}` */
export const streamText = (stream: Stream): string =>
  `{${Object.entries(stream)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(', ')}}`
