import {
  type Environment,
  formatPointer,
  hashedConfigMap,
  hasReference,
  isObject,
  type KubernetesObject,
  type Origin,
  type Place,
  parsePointer,
  replaceReferences,
  valueAt,
  type YamlFile,
} from '@thanos-gitops/manifest'
import type { FieldWrite } from '../patches/patch.ts'
import type { BaseSources } from './base-sources.ts'
import { opaque, type Point, type Traced, type TracedField } from './traced.ts'

/** A field of a rendered object: who wrote it, newest first, and what is below it. */
export interface FieldHistory {
  readonly origins: readonly Origin[]
  /** Who chose the name of the field, where it is made of other literals: `checksum/<name>`. */
  readonly key?: readonly Place[]
  readonly children?: Map<string, FieldHistory> | FieldHistory[]
  /** Fields that a patch has taken away. */
  readonly removed?: Map<string, readonly Origin[]>
  /** Where a line of a text of several lines stands, and the literals that it is made of; lines count from 0. */
  lineAt?(line: number): LinePlace
}

export interface LinePlace {
  readonly place: Place
  readonly partsAt?: readonly Place[]
}

/** What a history needs to know of the environment. */
export interface HistoryInput {
  readonly sources: BaseSources
  readonly environment: Environment
  readonly settings: YamlFile
  /** Which components the environment has. */
  readonly present: ReadonlySet<string>
  /** The component's file, relative to the repository root. */
  readonly file: string
}

/** The history of an object of the base before any patch. `value` is the object, in which references still stand. */
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
    const children = value.map((item: unknown, index) =>
      withField(item, items.length === value.length ? items[index]! : opaque(traced.at), undefined, input, via),
    )
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
  return { origins: originsOfScalar(value, traced, input, via), ...key, ...linesOf(value, traced, input) }
}

/** As the renderer leaves out what is only with absent components. */
export const presentItems = (traced: Traced, present: ReadonlySet<string>): readonly Traced[] =>
  traced.type === 'list'
    ? traced.items.filter(
        ({ condition }) => condition === undefined || condition.some((component) => present.has(component)),
      )
    : []

function baseOrigin(value: unknown, traced: Traced, at: Point, { sources }: HistoryInput, usedAt?: Point): Origin {
  const place = sources.place(at)
  const parts = traced.type === 'text' ? distinct(traced.segments.map((segment) => sources.place(segment.at))) : []
  return {
    layer: 'base',
    place,
    value: shown(value),
    ...(usedAt === undefined || usedAt.file === at.file ? {} : { usedAt: sources.place(usedAt) }),
    ...(parts.length > 1 ? { partsAt: parts } : {}),
  }
}

const distinct = (places: readonly Place[]): readonly Place[] => [
  ...new Map(places.map((place) => [`${place.file}:${place.line}:${place.column}`, place])).values(),
]

/** A value of the base as it is shown: with names in braces where the environment's settings go. */
const shown = (value: unknown): unknown =>
  typeof value === 'string' ? replaceReferences(value, (reference) => `{${reference}}`) : value

function originsOfScalar(
  value: unknown,
  traced: Traced,
  input: HistoryInput,
  usedAt: Point | undefined,
): readonly Origin[] {
  // The literal may say the same quantity in other words.
  const literal = traced.type === 'text' || traced.type === 'scalar' ? traced.value : value
  const base = baseOrigin(literal, traced, traced.at, input, usedAt)
  if (typeof value !== 'string' || !hasReference(value)) return [base]
  const names = new Set<string>()
  const text = replaceReferences(value, (reference) => {
    names.add(reference)
    return settingValue(input.environment, reference)
  })
  const origins = [...names].map((name): Origin => {
    const configMap = hashedConfigMap(name)
    if (configMap !== undefined)
      return { layer: 'renderer', place: base.place, note: `content hash of ConfigMap/${configMap}` }
    const path = name.split('.')
    const isGiven = valueAt(input.settings.value, path) !== undefined
    return {
      layer: 'setting',
      place: isGiven ? input.settings.place(path) : { file: input.settings.file, line: 1, column: 1 },
      value: text,
      note: isGiven ? name : `${name}, by default`,
    }
  })
  return [...origins, base]
}

function settingValue(environment: Environment, name: string): string | undefined {
  const [group, field] = name.split('.')
  const value = field === undefined ? valueAt(environment, [name]) : valueAt(environment, [`${group}Settings`, field])
  return typeof value === 'string' ? value : undefined
}

function linesOf(value: unknown, traced: Traced, { sources }: HistoryInput): { lineAt?: (line: number) => LinePlace } {
  if (typeof value !== 'string' || !value.includes('\n')) return {}
  return {
    lineAt(line) {
      if (traced.type !== 'text') return { place: sources.place(traced.at) }
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
        place: places[0] ?? sources.place(traced.at),
        ...(places.length > 1 ? { partsAt: distinct(places) } : {}),
      }
    },
  }
}

/** The history after a write. Nothing is changed in place but the containers of `root`, which belong to its caller. */
export function replayWrite(root: FieldHistory, write: FieldWrite): void {
  const steps = parsePointer(write.pointer)!
  const from = write.from === undefined ? undefined : parsePointer(write.from)!
  const origin = (): Origin => ({ layer: write.layer, place: write.place(), note: write.op })
  if (write.op === 'remove') return void takeAway(root, steps, origin())
  if (write.op === 'move' || write.op === 'copy') {
    const source = historyAt(root, from!)!
    const moved = {
      ...deepCopy(source),
      origins: [
        {
          ...origin(),
          note: `${write.op} of ${write.from}`,
          ...('value' in (source.origins[0] ?? {}) ? { value: source.origins[0]!.value } : {}),
        },
        ...source.origins,
      ],
    }
    if (write.op === 'move') takeAway(root, from!, origin())
    return void put(root, steps, moved, isIndex(root, steps))
  }
  const before = write.op === 'add' && isIndex(root, steps) ? undefined : historyAt(root, steps)
  const removed = historyAt(root, steps.slice(0, -1))?.removed?.get(steps.at(-1)!)
  put(root, steps, written(write, write.value, [], before, removed), write.op === 'add' && isIndex(root, steps))
}

const isIndex = (root: FieldHistory, steps: readonly string[]): boolean =>
  Array.isArray(historyAt(root, steps.slice(0, -1))?.children)

/** The history of what a patch or an image override wrote; each field keeps what was there before it. */
function written(
  write: FieldWrite,
  value: unknown,
  within: readonly (string | number)[],
  before: FieldHistory | undefined,
  removed?: readonly Origin[],
): FieldHistory {
  const origins = [
    { layer: write.layer, place: write.place(within), value, note: write.op },
    ...(before?.origins ?? removed ?? []),
  ]
  const beforeChild = (step: string | number): FieldHistory | undefined =>
    Array.isArray(before?.children) ? before.children[Number(step)] : before?.children?.get(String(step))
  if (Array.isArray(value))
    return {
      origins,
      children: value.map((item: unknown, index) => written(write, item, [...within, index], beforeChild(index))),
    }
  if (isObject(value))
    return {
      origins,
      children: new Map(
        Object.entries(value).map(([key, child]) => [key, written(write, child, [...within, key], beforeChild(key))]),
      ),
    }
  const place = origins[0]!.place
  // A text of several lines stands in a block, whose lines follow its sign.
  const lineAt = (line: number): LinePlace => ({
    place: { file: place.file, ...(place.line === undefined ? {} : { line: place.line + 1 + line, column: 1 }) },
  })
  return typeof value === 'string' && value.includes('\n') ? { origins, lineAt } : { origins }
}

export function historyAt(root: FieldHistory, steps: readonly string[]): FieldHistory | undefined {
  let found: FieldHistory | undefined = root
  for (const step of steps)
    found = Array.isArray(found?.children) ? found.children[Number(step)] : found?.children?.get(step)
  return found
}

function put(root: FieldHistory, steps: readonly string[], field: FieldHistory, inserts: boolean): void {
  const children = historyAt(root, steps.slice(0, -1))?.children
  const step = steps.at(-1)!
  if (!Array.isArray(children)) children?.set(step, field)
  else children.splice(Number(step), inserts ? 0 : 1, field)
}

function takeAway(root: FieldHistory, steps: readonly string[], origin: Origin): void {
  const path = steps.slice(0, -1)
  const step = steps.at(-1)!
  const parent = historyAt(root, path)
  if (parent === undefined || parent.children === undefined) return
  if (Array.isArray(parent.children)) return void parent.children.splice(Number(step), 1)
  const gone = parent.children.get(step)
  parent.children.delete(step)
  const removed = parent.removed ?? new Map<string, readonly Origin[]>()
  removed.set(step, [origin, ...(gone?.origins ?? [])])
  if (parent.removed === undefined) (parent as { removed?: typeof removed }).removed = removed
}

function deepCopy(field: FieldHistory): FieldHistory {
  const { children } = field
  if (children === undefined) return { ...field }
  return {
    ...field,
    children: Array.isArray(children)
      ? children.map(deepCopy)
      : new Map([...children].map(([key, child]) => [key, deepCopy(child)])),
  }
}

/** What the renderer made of values at the end: canonical quantities and content hashes. Documents are text by then and stay as they are. */
export function finishHistory(
  field: FieldHistory,
  object: KubernetesObject,
  steps: readonly string[] = [],
): FieldHistory {
  const value = steps.length === 0 ? object : valueAt(object, steps)
  const { children } = field
  if (Array.isArray(children))
    return Array.isArray(value)
      ? { ...field, children: children.map((child, index) => finishHistory(child, object, [...steps, String(index)])) }
      : field
  if (children)
    return isObject(value)
      ? {
          ...field,
          children: new Map([...children].map(([key, child]) => [key, finishHistory(child, object, [...steps, key])])),
        }
      : field
  const [newest, ...older] = field.origins
  if (newest === undefined || value === undefined || newest.value === value) return field
  if (newest.layer === 'renderer') return { ...field, origins: [{ ...newest, value }, ...older] }
  return {
    ...field,
    origins: [
      {
        layer: 'renderer',
        place: newest.place,
        value,
        note: `${formatPointer(steps.slice(-1)).slice(1)} in its canonical form`,
      },
      newest,
      ...older,
    ],
  }
}
