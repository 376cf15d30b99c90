import { createHash } from 'node:crypto'
import type { Schema } from '@thanos-gitops/schemas'
import { sortedJson } from './write.ts'

type Schemas = Readonly<Record<string, Schema>>

/** Shorter parts are not shared, because a `$ref` would not be shorter. In characters of JSON. */
const leastSharedLength = 150

/**
 * Moves each part that occurs more than once to a definition: CRDs have no `$ref`, so Prometheus, Alertmanager and ThanosRuler each
 * repeat the affinity of pods. The name of a definition contains the field where it occurs first and a hash of its content, so that
 * it does not change when other definitions are added or removed.
 */
export function shareEqualParts(kinds: Schemas): { kinds: Schemas; definitions: Schemas } {
  const counts = new Map<string, number>()
  const cache = new WeakMap<Schema, string>()
  const jsonOf = (schema: Schema): string => {
    let json = cache.get(schema)
    if (json === undefined) {
      json = sortedJson(schema)
      cache.set(schema, json)
    }
    return json
  }
  const count = (schema: Schema): void => {
    const json = jsonOf(schema)
    const times = (counts.get(json) ?? 0) + 1
    counts.set(json, times)
    // The children of an equal part are already counted.
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
    const json = jsonOf(schema)
    if (json.length < leastSharedLength || counts.get(json)! < 2) return mapChildren(schema, share, field)
    let name = names.get(json)
    if (name === undefined) {
      name = `${field}.${createHash('sha256').update(json).digest('hex').slice(0, 8)}`
      names.set(json, name)
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
