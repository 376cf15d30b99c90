import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { valueAt } from '@thanos-gitops/manifest'
import { environmentsFolder } from '../environment/environment-files.ts'
import { anyOfPatterns, type EditorSchema } from './editor-schema.ts'
import { type ShownField, summary } from './layer-title.ts'
import { patchesSchemaFile } from './patches-schema.ts'
import { schemasFolder } from './schema-store.ts'
import { mostValues } from './todays-values.ts'
import {
  everyPatch,
  ofObject,
  preferredOf,
  type ShownValue,
  shownInTitle,
  titledObjects,
  titledPath,
} from './value-titles.ts'

/** In characters. What does not fit is left out. */
const largestSize = 15_000

/** The values of an environment, as the schemas of its patch files show them. */
interface EnvironmentValues {
  readonly name: string
  /** What patches and image overrides set, by the object and the path. */
  readonly set: ReadonlyMap<string, KnownValue>
  /** Whether `set` has all of these. */
  readonly isComplete: boolean
  readonly base: BaseValues
}

interface KnownValue {
  readonly object: TitledName
  readonly pattern: string
  readonly path: string
  readonly value: ShownValue
}

interface TitledName {
  readonly kind: string
  readonly name: string
}

/** The values before all patches: by the object, then by the path. */
type BaseValues = ReadonlyMap<string, ReadonlyMap<string, ShownValue>>

/** Reads the values of an environment. Undefined if its schema does not exist or is damaged. */
export type ValuesReader = (environment: string) => EnvironmentValues | undefined

/** Each schema is read once for all layers, so use a reader only as long as no schema is written. */
export function valuesReader(root: string): ValuesReader {
  const environments = new Map<string, EnvironmentValues | undefined>()
  const components = new Map<string, BaseValues>()
  const ofComponent = (schema: string): BaseValues => {
    const found = components.get(schema) ?? valuesOfComponent(parsed(join(root, schemasFolder, schema)))
    components.set(schema, found)
    return found
  }
  const baseOf = (schema: unknown): BaseValues => {
    const patches = parsed(join(root, schemasFolder, nameIn(valueAt(schema, ['allOf', '1']))))
    const parts = valueAt(patches, ['items', 'then', 'allOf'])
    const names = (Array.isArray(parts) ? parts : []).map(nameIn).filter((name) => name.startsWith('values.'))
    return new Map(names.flatMap((name) => [...ofComponent(name)]))
  }
  return (name) => {
    if (!environments.has(name)) {
      const schema = parsed(join(root, environmentsFolder, name, patchesSchemaFile))
      environments.set(name, schema === undefined ? undefined : { name, ...setIn(schema), base: baseOf(schema) })
    }
    return environments.get(name)
  }
}

/**
 * The values in all environments that list a layer, for the fields that a patch sets in one of them, each with the line that sets it. Read
 * from the schemas of these environments, so that nothing is rendered again.
 *
 * @param environments their names
 */
export function layerValues(layer: string, environments: readonly string[], read: ValuesReader): EditorSchema {
  const values = environments.flatMap((name) => read(name) ?? [])
  const fields = Map.groupBy(
    values.flatMap(({ set }) => [...set]),
    ([key]) => key,
  )
  const ofLayer = (known: readonly (readonly [string, KnownValue])[]): boolean =>
    known.some(([, { value }]) => value.line?.includes(`/layers/${layer}/`))
  const sorted = [...fields.values()]
    .map((known) => ({ known, isOfLayer: ofLayer(known) }))
    .sort((a, b) => Number(b.isOfLayer) - Number(a.isOfLayer) || b.known.length - a.known.length)
  const rules = new Map<string, { object: TitledName; fields: EditorSchema[] }>()
  let size = 0
  for (const { known } of sorted) {
    const [key, { object, path }] = known[0]!
    const patterns = [...new Set(known.map(([, { pattern }]) => pattern))]
    const rule = titledPath(
      anyOfPatterns(patterns).pattern as string,
      summary(values.flatMap(shownIn(key, objectKey(object), path))),
    )
    size += JSON.stringify(rule).length
    if (size > largestSize) break
    const found = rules.get(objectKey(object)) ?? { object, fields: [] }
    found.fields.push(rule)
    rules.set(objectKey(object), found)
  }
  const objects = [...rules.values()].map(({ object, fields: titles }) => ofObject(object.kind, [object.name], titles))
  return objects.length === 0 ? {} : everyPatch(objects)
}

/** The value of a field in an environment. Nothing for an environment without the object, or whose value is not known. */
const shownIn =
  (key: string, object: string, path: string) =>
  ({ name, set, isComplete, base }: EnvironmentValues): readonly ShownField[] => {
    const value = set.get(key)?.value ?? (isComplete ? base.get(object)?.get(path) : undefined)
    if (value !== undefined) return [{ environment: name, ...value }]
    return isComplete && base.has(object) ? [{ environment: name }] : []
  }

function setIn(schema: unknown): Pick<EnvironmentValues, 'set' | 'isComplete'> {
  const set = new Map<string, KnownValue>()
  for (const { kind, names, titles } of titledObjects(
    valueAt(schema, ['allOf', '0', 'allOf', '0', 'items', 'then', 'allOf']),
  ))
    for (const [pattern, title] of titles) {
      const value = shownInTitle(title)
      if (value === undefined) continue
      const path = preferredOf(pattern)
      for (const name of names) {
        const object = { kind, name }
        set.set(`${objectKey(object)} ${path}`, { object, pattern, path, value })
      }
    }
  return { set, isComplete: set.size < mostValues }
}

/** @param schema the values of a component */
function valuesOfComponent(schema: unknown): BaseValues {
  const values = new Map<string, ReadonlyMap<string, ShownValue>>()
  for (const { kind, names, titles } of titledObjects(valueAt(schema, ['allOf']))) {
    const ofObject = new Map(
      [...titles].flatMap(([pattern, title]) => {
        const value = shownInTitle(title)
        return value === undefined ? [] : [[preferredOf(pattern), value] as const]
      }),
    )
    // Shards of a workload also have the name without a number.
    for (const name of names) {
      const key = objectKey({ kind, name })
      values.set(key, new Map([...(values.get(key) ?? []), ...ofObject]))
    }
  }
  return values
}

const objectKey = ({ kind, name }: TitledName): string => `${kind}/${name}`

/** The name of the schema that a `$ref` refers to. */
const nameIn = (part: unknown): string => String(valueAt(part, ['$ref']) ?? '').replace(/^.*\/|#.*$/g, '')

/** Undefined for a file that does not exist or is damaged: it is written again when it is needed. */
function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
