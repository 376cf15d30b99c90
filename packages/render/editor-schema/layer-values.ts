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

/** The fields of the objects of an environment, by kind, name and path. */
interface EnvironmentValues {
  readonly name: string
  /** What patches and image overrides set. */
  readonly set: ReadonlyMap<string, KnownValue>
  /** Whether `set` has all of these. */
  readonly isComplete: boolean
  readonly base: ReadonlyMap<string, ShownValue>
  readonly objects: ReadonlySet<string>
}

interface KnownValue {
  readonly kind: string
  readonly object: string
  readonly pattern: string
  readonly value: ShownValue
}

/**
 * The values in all environments that list a layer, for the fields that a patch sets in one of them, each with the line that sets it. Read
 * from the schemas of these environments, so that nothing is rendered again.
 *
 * @param environments their names
 */
export function layerValues(root: string, layer: string, environments: readonly string[]): EditorSchema {
  const shared = new Map<string, unknown>()
  const read = (name: string): unknown => {
    if (!shared.has(name)) shared.set(name, parsed(join(root, schemasFolder, name)))
    return shared.get(name)
  }
  const values = environments.flatMap((name) => valuesOf(root, name, read) ?? [])
  const fields = new Map<string, KnownValue[]>()
  for (const { set } of values) for (const [key, known] of set) fields.set(key, [...(fields.get(key) ?? []), known])
  const ofLayer = (known: readonly KnownValue[]): boolean =>
    known.some(({ value }) => value.line?.includes(`/layers/${layer}/`))
  const sorted = [...fields].sort(([, a], [, b]) => Number(ofLayer(b)) - Number(ofLayer(a)) || b.length - a.length)
  const rules = new Map<string, { kind: string; object: string; fields: EditorSchema[] }>()
  let size = 0
  for (const [key, known] of sorted) {
    const { kind, object } = known[0]!
    const patterns = [...new Set(known.map(({ pattern }) => pattern))]
    const rule = titledPath(
      anyOfPatterns(patterns).pattern as string,
      summary(values.flatMap(shownIn(key, kind, object))),
    )
    size += JSON.stringify(rule).length
    if (size > largestSize) break
    const found = rules.get(`${kind}/${object}`) ?? { kind, object, fields: [] }
    found.fields.push(rule)
    rules.set(`${kind}/${object}`, found)
  }
  const objects = [...rules.values()].map(({ kind, object, fields: titles }) => ofObject(kind, [object], titles))
  return objects.length === 0 ? {} : everyPatch(objects)
}

/** The value of a field in an environment. Nothing for an environment without the object, or whose value is not known. */
const shownIn =
  (key: string, kind: string, object: string) =>
  ({ name, set, isComplete, base, objects }: EnvironmentValues): readonly ShownField[] => {
    const value = set.get(key)?.value ?? (isComplete ? base.get(key) : undefined)
    if (value !== undefined) return [{ environment: name, ...value }]
    return isComplete && objects.has(`${kind}/${object}`) ? [{ environment: name }] : []
  }

function valuesOf(root: string, name: string, read: (schema: string) => unknown): EnvironmentValues | undefined {
  const schema = parsed(join(root, environmentsFolder, name, patchesSchemaFile))
  const objects = valueAt(schema, ['allOf', '0', 'allOf', '0', 'items', 'then', 'allOf'])
  if (schema === undefined) return undefined
  const set = new Map<string, KnownValue>()
  for (const { kind, names, titles } of titledObjects(objects))
    for (const object of names)
      for (const [pattern, title] of titles) {
        const value = shownInTitle(title)
        if (value !== undefined) set.set(keyOf(kind, object, pattern), { kind, object, pattern, value })
      }
  return { name, set, isComplete: set.size < mostValues, ...baseOf(schema, read) }
}

/** The values before all patches, from the shared schemas. */
function baseOf(schema: unknown, read: (schema: string) => unknown): Pick<EnvironmentValues, 'base' | 'objects'> {
  const base = new Map<string, ShownValue>()
  const objects = new Set<string>()
  const patches = read(nameIn(valueAt(schema, ['allOf', '1'])))
  const parts = valueAt(patches, ['items', 'then', 'allOf'])
  for (const part of Array.isArray(parts) ? parts : []) {
    const name = nameIn(part)
    if (!name.startsWith('values.')) continue
    for (const { kind, names, titles } of titledObjects(valueAt(read(name), ['allOf'])))
      for (const object of names) {
        objects.add(`${kind}/${object}`)
        for (const [pattern, title] of titles) {
          const value = shownInTitle(title)
          if (value !== undefined) base.set(keyOf(kind, object, pattern), value)
        }
      }
  }
  return { base, objects }
}

const keyOf = (kind: string, object: string, pattern: string): string => `${kind}/${object} ${preferredOf(pattern)}`

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
