import type { KubernetesObject } from '@thanos-gitops/manifest'
import { type KubernetesVersion, type Schema, schemaOf } from '@thanos-gitops/schemas'

/** The schema of an object's kind; undefined if there is no schema of the kind or of the Kubernetes version. */
export function knownSchema(version: KubernetesVersion, object: KubernetesObject): Schema | undefined {
  try {
    return schemaOf(version, object)
  } catch {
    return undefined
  }
}

/** The schema of a field, by its name or as a value of a map. */
export const fieldSchema = (schema: Schema | undefined, name: string): Schema | undefined => {
  if (schema?.properties && Object.hasOwn(schema.properties, name)) return schema.properties[name]
  return schema?.additionalProperties instanceof Object ? schema.additionalProperties : undefined
}

/** Whether a mapping has free keys, such as labels, annotations and data. */
export const isMap = (schema: Schema | undefined): boolean =>
  schema?.additionalProperties instanceof Object && schema.properties === undefined
