import type { Schema, SchemaFile } from '@thanos-gitops/schemas'
import { bounds } from '@thanos-gitops/schemas/bounds'
import { prefix, reachable } from '@thanos-gitops/schemas/reachable'
import type { Enums } from './enums.ts'
import { formats, intOrString, quantities } from './formats.ts'

interface OpenApiSchema extends Schema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, OpenApiSchema>>
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[]
}

/** The part of `swagger.json` that is used. */
export interface OpenApi {
  readonly definitions: Readonly<Record<string, OpenApiSchema>>
}

/** `core.v1.Container` of `io.k8s.api.core.v1.Container`, `RawExtension` of `io.k8s.apimachinery.pkg.runtime.RawExtension`. */
export const shortName = (name: string): string => {
  const steps = name.split('.')
  return steps.slice(/^v\d/.test(steps.at(-2) ?? '') ? -3 : -1).join('.')
}

/** Definitions that are not read from the OpenAPI document. */
const manualDefinitions: Readonly<Record<string, Schema>> = {
  ...quantities,
  IntOrString: { ...intOrString, minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  // Free-form JSON. The four types of apiextensions occur only in CRDs, which are not written by hand here.
  'apiextensions.v1.JSON': {},
  'apiextensions.v1.JSONSchemaPropsOrArray': {},
  'apiextensions.v1.JSONSchemaPropsOrBool': {},
  'apiextensions.v1.JSONSchemaPropsOrStringArray': {},
  'meta.v1.FieldsV1': { type: 'object' },
  'meta.v1.MicroTime': { type: 'string', ...formats['date-time'] },
  'meta.v1.Time': { type: 'string', ...formats['date-time'] },
  RawExtension: { type: 'object' },
}

/** The schemas of one Kubernetes version. */
export function kubernetesSchemas(openApi: OpenApi, enums: Enums, source: string): SchemaFile {
  const entries = Object.entries(openApi.definitions)
  const definitions: Record<string, Schema> = { ...manualDefinitions }
  for (const [name, schema] of entries) {
    const short = shortName(name)
    if (Object.hasOwn(manualDefinitions, short)) continue
    if (Object.hasOwn(definitions, short)) throw new Error(`Two definitions have the short name ${short}.`)
    definitions[short] = objectSchema(short, schema, enums)
  }
  definitions.NamedObjectMeta = withRequiredName(definitions['meta.v1.ObjectMeta']!)

  const kinds: Record<string, Schema> = {}
  for (const [name, schema] of entries) {
    if (!isManifestKind(schema)) continue
    const { group, version, kind } = schema['x-kubernetes-group-version-kind']![0]!
    const apiVersion = group === '' ? version : `${group}/${version}`
    kinds[`${apiVersion}/${kind}`] = kindSchema(definitions[shortName(name)]!, apiVersion, kind)
  }
  return { sources: [source], definitions: reachable(definitions, kinds), kinds }
}

/** Lists are responses of the API, and kinds without the metadata of an object (DeleteOptions, Status) are parts of requests. */
const isManifestKind = (schema: OpenApiSchema): boolean =>
  schema['x-kubernetes-group-version-kind']?.length === 1 &&
  (schema.properties?.metadata?.$ref ?? '').endsWith('.ObjectMeta')

/** Fixes apiVersion and kind, requires a name, and allows any status, because only controllers write it. */
export function kindSchema(schema: Schema, apiVersion: string, kind: string): Schema {
  const { status } = schema.properties ?? {}
  return {
    ...schema,
    properties: {
      ...schema.properties,
      apiVersion: { enum: [apiVersion], type: 'string' },
      kind: { enum: [kind], type: 'string' },
      metadata: { $ref: '#/definitions/NamedObjectMeta' },
      ...(status && { status: { type: 'object' } }),
    },
    required: [...new Set([...(schema.required ?? []), 'apiVersion', 'kind', 'metadata'])]
      .filter((name) => name !== 'status')
      .sort(),
  }
}

const withRequiredName = (meta: Schema): Schema => ({
  ...meta,
  properties: { ...meta.properties, name: { ...meta.properties?.name, minLength: 1 } },
  required: ['name'],
})

function objectSchema(name: string, schema: OpenApiSchema, enums: Enums): Schema {
  const properties: Record<string, Schema> = {}
  for (const [field, value] of Object.entries(schema.properties ?? {})) {
    properties[field] = withBound(withEnum(fieldSchema(value), enums[name]?.[field]), bounds[name]?.[field])
  }
  // A volumeClaimTemplate is an object inside another object.
  if (schema['x-kubernetes-group-version-kind'] && properties.status) properties.status = { type: 'object' }
  // Go writes `creationTimestamp: null` for a time that is not set, for example in `kubectl create` and generated CRDs.
  if (name === 'meta.v1.ObjectMeta')
    properties.creationTimestamp = { ...manualDefinitions['meta.v1.Time'], type: ['string', 'null'] }
  return {
    type: 'object',
    properties,
    ...(schema.required && { required: schema.required }),
    additionalProperties: false,
  }
}

function fieldSchema(schema: Schema): Schema {
  if (schema.$ref) return { $ref: `#/definitions/${shortName(schema.$ref.slice(prefix.length))}` }
  const keys = schema['x-kubernetes-list-map-keys']
  return {
    ...(schema.type && { type: schema.type }),
    ...(schema.format && formats[schema.format]),
    ...(schema.items && { items: fieldSchema(schema.items) }),
    ...(schema.additionalProperties instanceof Object && {
      additionalProperties: fieldSchema(schema.additionalProperties),
    }),
    ...(keys && { 'x-kubernetes-list-map-keys': keys }),
  }
}

function withEnum(schema: Schema, values: readonly string[] | undefined): Schema {
  if (!values) return schema
  if (schema.items) return { ...schema, items: { ...schema.items, enum: values } }
  if (schema.additionalProperties instanceof Object)
    return { ...schema, additionalProperties: { ...schema.additionalProperties, enum: values } }
  return { ...schema, enum: values }
}

function withBound(schema: Schema, bound: Schema | undefined): Schema {
  if (!bound || bound.$ref) return bound ?? schema
  return {
    ...(schema.$ref ? manualDefinitions[shortName(schema.$ref.slice(prefix.length))] : schema),
    ...bound,
    ...(bound.enum && { enum: [...(schema.enum ?? []), ...bound.enum] }),
  }
}

/** The rows of the table of bounds that match no field of any version. */
export function unusedBounds(openApis: readonly OpenApi[]): string[] {
  const fields = new Set<string>()
  for (const { definitions } of openApis)
    for (const [name, schema] of Object.entries(definitions))
      for (const field of Object.keys(schema.properties ?? {})) fields.add(`${shortName(name)}.${field}`)
  return Object.entries(bounds)
    .flatMap(([name, row]) => Object.keys(row).map((field) => `${name}.${field}`))
    .filter((field) => !fields.has(field))
}
