import type { Schema, SchemaFile, SchemaType } from '@thanos-gitops/schemas'
import { reachable } from '@thanos-gitops/schemas/reachable'
import { parseAllDocuments } from 'yaml'
import { formats, intOrString, quantities } from './formats.ts'
import { kindSchema } from './kubernetes.ts'
import { shareEqualParts } from './share.ts'

/** A structural schema of a CRD: OpenAPI 3.0 with the extensions of Kubernetes. */
interface StructuralSchema extends Pick<Schema, (typeof copiedKeys)[number] | 'format' | 'maximum' | 'minimum'> {
  readonly type?: SchemaType
  readonly nullable?: boolean
  readonly exclusiveMaximum?: boolean
  readonly exclusiveMinimum?: boolean
  readonly properties?: Readonly<Record<string, StructuralSchema>>
  readonly additionalProperties?: boolean | StructuralSchema
  readonly items?: StructuralSchema
  readonly allOf?: readonly StructuralSchema[]
  readonly anyOf?: readonly StructuralSchema[]
  readonly oneOf?: readonly StructuralSchema[]
  readonly not?: StructuralSchema
  readonly 'x-kubernetes-embedded-resource'?: boolean
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
}

export interface Crd {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly group: string
    readonly names: { readonly kind: string }
    readonly versions: readonly { name: string; served: boolean; schema: { openAPIV3Schema: StructuralSchema } }[]
  }
}

export const readCrds = (yaml: string): Crd[] =>
  parseAllDocuments(yaml)
    .map((document) => document.toJS() as Crd | null)
    .filter((object) => object?.kind === 'CustomResourceDefinition') as Crd[]

/**
 * The schemas of one API group.
 *
 * @param objectMeta the definitions of Kubernetes, for the metadata of objects, which CRDs do not repeat
 */
export function crdSchemas(
  crds: readonly Crd[],
  objectMeta: SchemaFile['definitions'],
  sources: readonly string[],
): SchemaFile {
  const kinds: Record<string, Schema> = {}
  for (const { spec } of crds)
    for (const version of spec.versions) {
      if (!version.served) continue
      const apiVersion = `${spec.group}/${version.name}`
      kinds[`${apiVersion}/${spec.names.kind}`] = kindSchema(
        convert(version.schema.openAPIV3Schema),
        apiVersion,
        spec.names.kind,
      )
    }
  const shared = shareEqualParts(kinds)
  const definitions = { ...objectMeta, ...quantities, ...shared.definitions }
  return {
    sources,
    kinds: shared.kinds,
    definitions: reachable(definitions, { ...shared.kinds, ...shared.definitions }),
  }
}

/** Keys with the same meaning in JSON Schema. */
const copiedKeys = [
  'enum',
  'maxItems',
  'maxLength',
  'maxProperties',
  'minItems',
  'minLength',
  'minProperties',
  'multipleOf',
  'pattern',
  'required',
  'uniqueItems',
  'x-kubernetes-list-map-keys',
] as const satisfies readonly (keyof Schema)[]

/** @param isCondition whether the schema is below allOf, anyOf, oneOf or not: it adds conditions and does not list all fields */
function convert(schema: StructuralSchema, isCondition = false): Schema {
  if (schema['x-kubernetes-int-or-string']) return convertIntOrString(schema)
  const child = (part: StructuralSchema): Schema => convert(part, isCondition)
  const conditions = (list: readonly StructuralSchema[]): Schema[] => list.map((part) => convert(part, true))
  const result: Schema = {
    ...(schema.type && { type: schema.nullable ? [schema.type, 'null'] : schema.type }),
    ...(schema.format && formats[schema.format]),
    ...Object.fromEntries(copiedKeys.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]])),
    ...(schema.enum && schema.nullable && { enum: [...schema.enum, null] }),
    ...limit(schema.minimum, schema.exclusiveMinimum, 'minimum', 'exclusiveMinimum'),
    ...limit(schema.maximum, schema.exclusiveMaximum, 'maximum', 'exclusiveMaximum'),
    ...(schema.properties && { properties: mapValues(schema.properties, child) }),
    ...(schema.items && { items: child(schema.items) }),
    ...(schema.allOf && { allOf: conditions(schema.allOf) }),
    ...(schema.anyOf && { anyOf: conditions(schema.anyOf) }),
    ...(schema.oneOf && { oneOf: conditions(schema.oneOf) }),
    ...(schema.not && { not: convert(schema.not, true) }),
  }
  if (isCondition || schema.type !== 'object') return result
  return { ...result, ...unknownFields(schema, child) }
}

/** The API server drops or refuses fields that a schema does not declare. In both cases the name is probably misspelled. */
function unknownFields(schema: StructuralSchema, convertChild: (part: StructuralSchema) => Schema): Schema {
  if (schema['x-kubernetes-preserve-unknown-fields']) return {}
  if (schema.additionalProperties instanceof Object)
    return { additionalProperties: convertChild(schema.additionalProperties) }
  if (schema.additionalProperties === true) return {}
  if (!schema['x-kubernetes-embedded-resource']) return { additionalProperties: false }
  const commonFields = {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { type: 'object' },
  } as const
  return {
    additionalProperties: false,
    properties: { ...commonFields, ...(schema.properties && mapValues(schema.properties, convertChild)) },
  }
}

/** controller-gen writes a resource.Quantity as an integer or string with a pattern that starts like this. */
function convertIntOrString({ pattern, enum: values, nullable, minimum, maximum }: StructuralSchema): Schema {
  const result: Schema & { type: readonly SchemaType[] } = pattern?.startsWith('^(\\+|-)?(([0-9]+')
    ? { ...quantities.Quantity, type: ['integer', 'string'] }
    : { ...intOrString, ...(pattern !== undefined && { pattern }) }
  return {
    ...result,
    ...(nullable && { type: [...result.type, 'null'] }),
    ...(values && { enum: nullable ? [...values, null] : values }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  }
}

/** OpenAPI 3.0 has `minimum: 0` and `exclusiveMinimum: true`, JSON Schema has `exclusiveMinimum: 0`. */
const limit = (
  value: number | undefined,
  isExclusive: boolean | undefined,
  plain: string,
  exclusive: string,
): Schema => (value === undefined ? {} : { [isExclusive ? exclusive : plain]: value })

const mapValues = (
  schemas: Readonly<Record<string, StructuralSchema>>,
  change: (schema: StructuralSchema) => Schema,
): Record<string, Schema> => Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, change(schema)]))
