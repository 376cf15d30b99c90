import type { KubernetesObject } from '@thanos-gitops/manifest'
import { type KubernetesVersion, type Schema, schemaOf } from '@thanos-gitops/schemas'

/** The schema of an object's kind; undefined where there is none of it, or none of the version. */
export function knownSchema(version: KubernetesVersion, object: KubernetesObject): Schema | undefined {
  try {
    return schemaOf(version, object)
  } catch {
    return undefined
  }
}

/** What a schema says of a field, by its own name or as one of a map. */
export const fieldSchema = (schema: Schema | undefined, name: string): Schema | undefined => {
  if (schema?.properties && Object.hasOwn(schema.properties, name)) return schema.properties[name]
  return schema?.additionalProperties instanceof Object ? schema.additionalProperties : undefined
}

/** Labels, annotations, data: the names are the writer's own. */
export const isMap = (schema: Schema | undefined): boolean =>
  schema?.additionalProperties instanceof Object && schema.properties === undefined
