import {
  countedWorkload,
  type Environment,
  hashedConfigMap,
  hasReference,
  isConditionMet,
  isObject,
  numberReference,
  type Origin,
  type Place,
  replaceReferences,
  settingNameOf,
  valueAt,
  valueReference,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { settingsOf, settingValueIn } from '../base/resolve-references.ts'
import { pathOfShard, presentInShards } from '../base/shards.ts'
import type { BaseSources } from './base-sources.ts'
import { opaque, type Point, type Traced, type TracedField } from './evaluate/traced.ts'
import type { FieldHistory, LinePlace } from './field-history.ts'
import { settingHistory, settingOrigins } from './setting-history.ts'

/** The environment of a history. */
export interface HistoryInput {
  readonly sources: BaseSources
  readonly environment: Environment
  readonly settings: YamlFile
  /** The components of the environment. */
  readonly present: ReadonlySet<string>
  /** The file of the component, relative to the repository root. */
  readonly file: string
}

/** The history of an object of the base before all patches. `value` is the object with its references. */
export function baseHistory(value: unknown, traced: Traced, input: HistoryInput): FieldHistory {
  const history = withField(value, traced, undefined, input)
  return { ...history, origins: [baseOrigin(value, traced, traced.at, input)] }
}

function withField(
  value: unknown,
  traced: Traced,
  field: TracedField | undefined,
  input: HistoryInput,
  usedAt?: Point,
): FieldHistory {
  const via = traced.via?.findLast(({ file }) => file === input.file) ?? usedAt
  const key =
    field === undefined || field.keySegments.length === 0
      ? {}
      : { key: field.keySegments.map(({ at }) => input.sources.place(at)) }
  if (Array.isArray(value)) {
    const items = presentItems(traced, input.present)
    const children = value.flatMap((item: unknown, index) => {
      const found =
        items.length === value.length ? items[index]! : { traced: opaque(traced.at), present: input.present }
      const history = withField(item, found.traced, undefined, { ...input, present: found.present }, via)
      return isList(item, input) ? childrenOf(history) : [history]
    })
    return { origins: [baseOrigin(value, traced, field?.key ?? traced.at, input, via)], children, ...key }
  }
  if (isObject(value)) {
    const fields = traced.type === 'mapping' ? traced.fields : new Map<string, TracedField>()
    const children = new Map(
      Object.entries(value).map(([name, child]) => [
        name,
        withField(child, fields.get(name)?.value ?? opaque(traced.at), fields.get(name), input, via),
      ]),
    )
    return { origins: [baseOrigin(value, traced, field?.key ?? traced.at, input, via)], children, ...key }
  }
  const reference = typeof value === 'string' ? valueReference(value) : undefined
  if (reference !== undefined)
    return { ...settingHistory(reference, baseOrigin(value, traced, traced.at, input, via), input), ...key }
  return { origins: originsOfScalar(value, traced, input, via), ...key, ...linesOf(value, traced, input) }
}

/** Whether an item of a list stands for several items, or for none. */
function isList(item: unknown, { environment }: HistoryInput): boolean {
  const reference = typeof item === 'string' ? valueReference(item) : undefined
  const value = reference && settingValueIn(environment, reference)
  return reference !== undefined && (value === undefined || Array.isArray(value))
}

const childrenOf = ({ children }: FieldHistory): readonly FieldHistory[] => (Array.isArray(children) ? children : [])

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

function baseOrigin(value: unknown, traced: Traced, at: Point, { sources }: HistoryInput, usedAt?: Point): Origin {
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

function originsOfScalar(
  value: unknown,
  traced: Traced,
  input: HistoryInput,
  usedAt: Point | undefined,
): readonly Origin[] {
  // The literal may have another form of the same quantity.
  const literal = traced.type === 'string' || traced.type === 'scalar' ? traced.value : value
  const base = baseOrigin(literal, traced, traced.at, input, usedAt)
  if (typeof value !== 'string' || !hasReference(value)) return [base]
  const number = numberReference(value)
  if (number !== undefined) return [originOfNumber(number, input), base]
  const names = new Set<string>()
  const settings = settingsOf(input.environment)
  const text = replaceReferences(value, (reference) => {
    names.add(reference)
    return settings[reference]
  })
  const origins = [...names].flatMap((name): Origin | readonly Origin[] => {
    const configMap = hashedConfigMap(name)
    if (configMap !== undefined)
      return { layer: 'renderer', place: base.place, note: `content hash of ConfigMap/${configMap}` }
    const workload = countedWorkload(name)
    if (workload !== undefined) return { layer: 'renderer', place: base.place, note: `replicas of ${workload}` }
    const path = pathOfSetting(name)
    const setAt = settingPath(input.settings.value, path)
    const place = setAt ? input.settings.place(setAt) : { file: input.settings.file, line: 1, column: 1 }
    const note = setAt ? path.join('.') : `${name}, by default`
    return settingOrigins(input.settings, setAt ?? path, { layer: 'setting', place, value: text, note })
  })
  return [...origins, base]
}

/** Where a setting is written: some are parts of others. */
const pathOfSetting = (name: string): readonly string[] => {
  if (name === 'scheme') return ['tls']
  // The address has the scheme, which decides about TLS, and the port, which decides about the protocol.
  if (/^tracing\.(address|client|insecure)$/.test(name)) return ['tracing', 'endpoint']
  if (name === 'query.grpcHost') return ['query', 'grpcAddress']
  return pathOfShard(name) ?? name.replace(/^externalHosts\./, 'externalUrls.').split('.')
}

export type NumberSetting = NonNullable<ReturnType<typeof numberReference>>

/** The history of an object whose replicas an autoscaler of a setting owns: the setting decides the number. */
export function withOwner(
  history: FieldHistory,
  setting: NumberSetting | undefined,
  input: HistoryInput,
): FieldHistory {
  const spec = history.children instanceof Map ? history.children.get('spec') : undefined
  const replicas = spec?.children instanceof Map ? spec.children.get('replicas') : undefined
  if (setting === undefined || replicas === undefined || !(spec?.children instanceof Map)) return history
  spec.children.set('replicas', { ...replicas, origins: [originOfNumber(setting, input), ...replicas.origins] })
  return history
}

function originOfNumber(name: NumberSetting, input: HistoryInput): Origin {
  if (name === 'zones') return originOfZones(input)
  return name.includes('autoscaling') ? originOfAutoscaling(name, input) : originOfPort(name, input)
}

/** A limit that is not set has a default. */
function originOfAutoscaling(name: NumberSetting, { environment, settings }: HistoryInput): Origin {
  const path = name.split('.')
  const isSet = valueAt(settings.value, path) !== undefined
  return {
    layer: 'setting',
    place: settings.place(isSet ? path : path.slice(0, -1)),
    value: Number(settingsOf(environment)[name]),
    note: isSet ? name : `${name}, by default`,
  }
}

const originOfZones = ({ environment, settings }: HistoryInput): Origin => ({
  layer: 'setting',
  place: settings.place(['zones']),
  value: environment.zones,
  note: 'zones',
})

/** A port is a part of an address. */
function originOfPort(port: NumberSetting, input: HistoryInput): Origin {
  const { environment, settings } = input
  const path = port === 'access.port' ? ['access', 'issuer'] : [port.replace(/\.port$/, ''), 'endpoint']
  const isSet = valueAt(settings.value, path) !== undefined
  return {
    layer: 'setting',
    place: isSet ? settings.place(path) : { file: settings.file, line: 1, column: 1 },
    value: settingsOf(environment)[path.join('.')],
    note: `port of ${path.join('.')}${isSet ? '' : ', by default'}`,
  }
}

/** Where a setting is set: at its path, or at a shorter one with one value for all fields, as in `retention: 30d`. */
function settingPath(settings: unknown, path: readonly string[]): readonly string[] | undefined {
  if (valueAt(settings, path) !== undefined) return path
  const group = path.slice(0, -1)
  return group.length > 0 && typeof valueAt(settings, group) === 'string' ? group : undefined
}

function linesOf(value: unknown, traced: Traced, { sources }: HistoryInput): { lineAt?: (line: number) => LinePlace } {
  if (typeof value !== 'string' || !value.includes('\n')) return {}
  const texts = value.split('\n')
  return {
    lineAt(line) {
      const hasSettings = hasReference(texts[line] ?? '')
      if (traced.type !== 'string') return { place: sources.place(traced.at), hasSettings }
      const lines = traced.value.split('\n')
      const start = lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0)
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
