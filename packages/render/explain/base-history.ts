import {
  hasReference,
  isConditionMet,
  isObject,
  type Origin,
  type Place,
  replaceReferences,
  settingNameOf,
  valueReference,
} from '@thanos-gitops/manifest'
import { settingValueIn } from '../base/resolve-references.ts'
import { presentInShards } from '../base/shards.ts'
import type { BaseSources } from './base-sources.ts'
import { opaque, type Point, type Traced, type TracedField } from './evaluate/traced.ts'
import { type FieldHistory, isList, type LinePlace, withHistoryAt } from './field-history.ts'
import { settingHistory } from './setting-history.ts'
import { type HistoryInput, type NumberSetting, originOfNumber, originsOfText } from './text-origins.ts'

/** An object of the base. Environments that meet the same conditions have it in common. */
export interface HistorySource {
  readonly sources: BaseSources
  /** The components of the environment. */
  readonly present: ReadonlySet<string>
  /** The file of the component, relative to the repository root. */
  readonly file: string
}

/** The history of an object of the base in an environment, before all patches. */
export type BaseHistory = (input: HistoryInput) => FieldHistory

/** The history of a part that no setting decides, which environments share, or the function that makes that of an environment. */
type Part = FieldHistory | BaseHistory

const partIn = (part: Part, input: HistoryInput): FieldHistory => (typeof part === 'function' ? part(input) : part)

const isShared = (part: Part): part is FieldHistory => typeof part !== 'function'

/** Reads the sources of an object once for several environments. `value` is the object with its references. */
export function baseHistory(value: unknown, traced: Traced, source: HistorySource): BaseHistory {
  const part = partOf(value, traced, undefined, source)
  const origins = [baseOrigin(value, traced, traced.at, source)]
  if (!isShared(part)) return (input) => ({ ...part(input), origins })
  const history = { ...part, origins }
  return () => history
}

function partOf(
  value: unknown,
  traced: Traced,
  field: TracedField | undefined,
  source: HistorySource,
  usedAt?: Point,
): Part {
  const via = traced.via?.findLast(({ file }) => file === source.file) ?? usedAt
  const key =
    field === undefined || field.keySegments.length === 0
      ? {}
      : { key: field.keySegments.map(({ at }) => source.sources.place(at)) }
  if (Array.isArray(value)) {
    const origins = [baseOrigin(value, traced, field?.key ?? traced.at, source, via)]
    return listOf(value, traced, source, via, (children) => ({ origins, children, ...key }))
  }
  if (isObject(value)) {
    const origins = [baseOrigin(value, traced, field?.key ?? traced.at, source, via)]
    return mappingOf(value, traced, source, via, (children) => ({ origins, children, ...key }))
  }
  const reference = typeof value === 'string' ? valueReference(value) : undefined
  if (reference !== undefined) {
    const base = baseOrigin(value, traced, traced.at, source, via)
    return (input) => ({ ...settingHistory(reference, base, input), ...key })
  }
  const rest = { ...key, ...linesOf(value, traced, source) }
  // The literal may have another form of the same quantity.
  const literal = traced.type === 'string' || traced.type === 'scalar' ? traced.value : value
  const base = baseOrigin(literal, traced, traced.at, source, via)
  if (typeof value !== 'string' || !hasReference(value)) return { origins: [base], ...rest }
  return (input) => ({ origins: originsOfText(value, base, input), ...rest })
}

function listOf(
  value: readonly unknown[],
  traced: Traced,
  source: HistorySource,
  via: Point | undefined,
  historyOf: (children: readonly FieldHistory[]) => FieldHistory,
): Part {
  const items = presentItems(traced, source.present)
  const parts = value.map((item, index) => {
    const found = items.length === value.length ? items[index]! : { traced: opaque(traced.at), present: source.present }
    return partOf(item, found.traced, undefined, { ...source, present: found.present }, via)
  })
  if (parts.every(isShared)) return historyOf(parts)
  return (input) =>
    historyOf(
      parts.flatMap((part, index) => {
        const history = partIn(part, input)
        return isListReference(value[index], input) ? childrenOf(history) : [history]
      }),
    )
}

function mappingOf(
  value: Readonly<Record<string, unknown>>,
  traced: Traced,
  source: HistorySource,
  via: Point | undefined,
  historyOf: (children: ReadonlyMap<string, FieldHistory>) => FieldHistory,
): Part {
  const fields = traced.type === 'mapping' ? traced.fields : new Map<string, TracedField>()
  const parts = Object.entries(value).map(([name, child]): readonly [string, Part] => {
    const field = fields.get(name)
    return [name, partOf(child, field?.value ?? opaque(traced.at), field, source, via)]
  })
  const shared = parts.flatMap(([name, part]): readonly (readonly [string, FieldHistory])[] =>
    isShared(part) ? [[name, part]] : [],
  )
  if (shared.length === parts.length) return historyOf(new Map(shared))
  return (input) => historyOf(new Map(parts.map(([name, part]) => [name, partIn(part, input)])))
}

/** Whether an item of a list stands for several items, or for none. */
function isListReference(item: unknown, { environment }: HistoryInput): boolean {
  const reference = typeof item === 'string' ? valueReference(item) : undefined
  const value = reference && settingValueIn(environment, reference)
  return reference !== undefined && (value === undefined || Array.isArray(value))
}

const childrenOf = ({ children }: FieldHistory): readonly FieldHistory[] => (isList(children) ? children : [])

/** An item of a list, and the conditions that are met in it. */
interface PresentItem {
  readonly traced: Traced
  readonly present: ReadonlySet<string>
}

/** The items of a list without those whose components are absent, and once for each shard, like a render. */
export const presentItems = (traced: Traced, present: ReadonlySet<string>): readonly PresentItem[] =>
  (traced.type === 'list' ? traced.items : [])
    .filter(({ condition }) => condition === undefined || isConditionMet(condition, present))
    .flatMap((item) =>
      (item.sharded === undefined ? [present] : presentInShards(item.sharded, present)).map((own) => ({
        traced: item,
        present: own,
      })),
    )

function baseOrigin(value: unknown, traced: Traced, at: Point, { sources }: HistorySource, usedAt?: Point): Origin {
  const place = sources.place(at)
  const parts = traced.type === 'string' ? distinct(traced.segments.map((segment) => sources.place(segment.at))) : []
  return {
    layer: 'base',
    place,
    value: withNames(value),
    ...(usedAt === undefined || usedAt.file === at.file ? {} : { usedAt: sources.place(usedAt) }),
    ...(parts.length > 1 ? { partsAt: parts } : {}),
  }
}

const distinct = (places: readonly Place[]): readonly Place[] => [
  ...new Map(places.map((place) => [`${place.file}:${place.line}:${place.column}`, place])).values(),
]

/** A value of the base with references as names in braces. */
const withNames = (value: unknown): unknown =>
  typeof value === 'string' ? replaceReferences(value, (reference) => `{${settingNameOf(reference)}}`) : value

/** The history of an object whose replicas an autoscaler of a setting owns: the setting decides the number. */
export function withOwner(
  history: FieldHistory,
  setting: NumberSetting | undefined,
  input: HistoryInput,
): FieldHistory {
  if (setting === undefined) return history
  return withHistoryAt(history, ['spec', 'replicas'], (replicas) => ({
    ...replicas,
    origins: [originOfNumber(setting, input), ...replicas.origins],
  }))
}

function linesOf(value: unknown, traced: Traced, { sources }: HistorySource): { lineAt?: (line: number) => LinePlace } {
  if (typeof value !== 'string' || !value.includes('\n')) return {}
  const texts = value.split('\n')
  const lines = traced.type === 'string' ? traced.value.split('\n') : []
  // The index in the string of the first character of each line.
  const starts: number[] = []
  for (let start = 0; starts.length < lines.length; start += lines[starts.length - 1]!.length + 1) starts.push(start)
  return {
    lineAt(line) {
      const hasSettings = hasReference(texts[line] ?? '')
      if (traced.type !== 'string') return { place: sources.place(traced.at), hasSettings }
      const start = starts[line] ?? traced.value.length + (line > 0 ? 1 : 0)
      const end = start + (lines[line]?.length ?? 0)
      const segments = traced.segments.filter(
        (segment, index) => segment.start < end && (traced.segments[index + 1]?.start ?? Infinity) > start,
      )
      const places = segments.map((segment) =>
        sources.place({ ...segment.at, offset: segment.at.offset + Math.max(0, start - segment.start) }),
      )
      return {
        hasSettings,
        place: places[0] ?? sources.place(traced.at),
        ...(places.length > 1 ? { partsAt: distinct(places) } : {}),
      }
    },
  }
}
