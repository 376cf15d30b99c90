import type { Schema, SchemaFile } from '@thanos-gitops/schemas'
import { bounds } from '@thanos-gitops/schemas/bounds'
import { prefix, reachable } from '@thanos-gitops/schemas/reachable'
import type { Enums } from './enums.ts'
import { formats, intOrString, quantities } from './formats.ts'

interface OpenApiSchema extends Schema {
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[]
}

/** The parts of `swagger.json` that are read. */
export interface OpenApi {
  readonly definitions: Readonly<Record<string, OpenApiSchema>>
}

/** `core.v1.Container` of `io.k8s.api.core.v1.Container`, `RawExtension` of `io.k8s.apimachinery.pkg.runtime.RawExtension`. */
const shortName = (name: string): string => {
  const steps = name.split('.')
  return steps.slice(/^v\d/.test(steps.at(-2) ?? '') ? -3 : -1).join('.')
}

const byHand: Readonly<Record<string, Schema>> = {
  ...quantities,
  IntOrString: { ...intOrString, minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  // Free-form JSON. The four of apiextensions hold a schema or something else; nobody here writes CRDs by hand.
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
  const all = Object.entries(openApi.definitions)
  const definitions: Record<string, Schema> = { ...byHand }
  for (const [name, schema] of all) {
    const short = shortName(name)
    if (Object.hasOwn(byHand, short)) continue
    if (Object.hasOwn(definitions, short)) throw new Error(`Two definitions are called ${short}.`)
    definitions[short] = objectSchema(short, schema, enums)
  }
  definitions.NamedObjectMeta = named(definitions['meta.v1.ObjectMeta']!)

  const kinds: Record<string, Schema> = {}
  for (const [name, schema] of all) {
    if (!isManifestKind(schema)) continue
    const { group, version, kind } = schema['x-kubernetes-group-version-kind']![0]!
    const apiVersion = group === '' ? version : `${group}/${version}`
    kinds[`${apiVersion}/${kind}`] = kindSchema(definitions[shortName(name)]!, apiVersion, kind)
  }
  return { sources: [source], definitions: reachable(definitions, kinds), kinds }
}

/** Lists are answers of the API, and what has no metadata of an object (DeleteOptions, Status) is part of a request. */
const isManifestKind = (schema: OpenApiSchema): boolean =>
  schema['x-kubernetes-group-version-kind']?.length === 1 &&
  (schema.properties?.metadata?.$ref ?? '').endsWith('.ObjectMeta')

/** Constants for what says the kind, a name, and a status in which everything goes: only controllers write it. */
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

const named = (meta: Schema): Schema => ({
  ...meta,
  properties: { ...meta.properties, name: { ...meta.properties?.name, minLength: 1 } },
  required: ['name'],
})

function objectSchema(name: string, schema: OpenApiSchema, enums: Enums): Schema {
  const properties: Record<string, Schema> = {}
  for (const [field, value] of Object.entries(schema.properties ?? {})) {
    properties[field] = bounded(withEnum(fieldSchema(value), enums[name]?.[field]), bounds[name]?.[field])
  }
  // A volumeClaimTemplate is such an object inside another.
  if (schema['x-kubernetes-group-version-kind'] && properties.status) properties.status = { type: 'object' }
  // Go writes `creationTimestamp: null` for a time that is not set, so generators of CRDs and `kubectl create` do.
  if (name === 'meta.v1.ObjectMeta')
    properties.creationTimestamp = { ...byHand['meta.v1.Time'], type: ['string', 'null'] }
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

function bounded(schema: Schema, bound: Schema | undefined): Schema {
  if (!bound || bound.$ref) return bound ?? schema
  return {
    ...(schema.$ref ? byHand[shortName(schema.$ref.slice(prefix.length))] : schema),
    ...bound,
    ...(bound.enum && { enum: [...(schema.enum ?? []), ...bound.enum] }),
  }
}

/** The rows of the table of bounds that name no field of any of the versions. */
export function unusedBounds(openApis: readonly OpenApi[]): string[] {
  const fields = new Set<string>()
  for (const { definitions } of openApis)
    for (const [name, schema] of Object.entries(definitions))
      for (const field of Object.keys(schema.properties ?? {})) fields.add(`${shortName(name)}.${field}`)
  return Object.entries(bounds)
    .flatMap(([name, row]) => Object.keys(row).map((field) => `${name}.${field}`))
    .filter((field) => !fields.has(field))
}
