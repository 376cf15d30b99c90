import { createHash } from 'node:crypto'
import type { Schema } from '@thanos-gitops/schemas'
import { sortedJson } from './write.ts'

type Schemas = Readonly<Record<string, Schema>>

/** Below this many characters a `$ref` saves nothing. */
const worthSharing = 150

/**
 * Makes a definition of each part that occurs more than once: CRDs have no `$ref`, so Prometheus, Alertmanager and
 * ThanosRuler each repeat the pod's affinity. A definition is named after the field where it is met first and its
 * content, so that it keeps its name when others come and go.
 */
export function shareEqualParts(kinds: Schemas): { kinds: Schemas; definitions: Schemas } {
  const counts = new Map<string, number>()
  const texts = new WeakMap<Schema, string>()
  const textOf = (schema: Schema): string => {
    let text = texts.get(schema)
    if (text === undefined) texts.set(schema, (text = sortedJson(schema)))
    return text
  }
  const count = (schema: Schema): void => {
    const text = textOf(schema)
    const times = (counts.get(text) ?? 0) + 1
    counts.set(text, times)
    // What is inside an equal part is written once with it.
    if (times === 1)
      mapChildren(schema, (child) => {
        count(child)
        return child
      })
  }
  Object.values(kinds).forEach(count)

  const definitions: Record<string, Schema> = {}
  const names = new Map<string, string>()
  const share = (schema: Schema, field: string): Schema => {
    const text = textOf(schema)
    if (text.length < worthSharing || counts.get(text)! < 2) return mapChildren(schema, share, field)
    let name = names.get(text)
    if (name === undefined) {
      name = `${field}.${createHash('sha256').update(text).digest('hex').slice(0, 8)}`
      names.set(text, name)
      definitions[name] = mapChildren(schema, share, field)
    }
    return { $ref: `#/definitions/${name}` }
  }
  const sharedKinds = Object.fromEntries(
    Object.keys(kinds)
      .sort()
      .map((name) => [name, mapChildren(kinds[name]!, share, name)]),
  )
  return { kinds: sharedKinds, definitions }
}

/** A copy whose properties, items and additional properties are replaced. */
function mapChildren(schema: Schema, replace: (child: Schema, field: string) => Schema, field = ''): Schema {
  const { properties, items, additionalProperties } = schema
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.keys(properties)
          .sort()
          .map((name) => [name, replace(properties[name]!, name)]),
      ),
    }),
    ...(items && { items: replace(items, field) }),
    ...(additionalProperties instanceof Object && { additionalProperties: replace(additionalProperties, field) }),
  }
}
