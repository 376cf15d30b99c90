import type { Schema, SchemaFile, SchemaType } from '@thanos-gitops/schemas'
import { reachable } from '@thanos-gitops/schemas/reachable'
import { parseAllDocuments } from 'yaml'
import { formats, intOrString, quantities } from './formats.ts'
import { kindSchema } from './kubernetes.ts'
import { shareEqualParts } from './share.ts'

/** A structural schema of a CRD, as far as it differs from JSON Schema (OpenAPI 3.0 and Kubernetes' extensions). */
interface StructuralSchema extends Pick<Schema, (typeof copied)[number] | 'format' | 'maximum' | 'minimum'> {
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

interface Crd {
  readonly kind: string
  readonly spec: {
    readonly group: string
    readonly names: { readonly kind: string }
    readonly versions: readonly { name: string; served: boolean; schema: { openAPIV3Schema: StructuralSchema } }[]
  }
}

export const readCrds = (text: string): Crd[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as Crd | null)
    .filter((object) => object?.kind === 'CustomResourceDefinition') as Crd[]

/** The schemas of one API group. `objectMeta` has the definitions of Kubernetes that a CRD does not repeat. */
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

const copied = [
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

/** `isPart`: below anyOf and its like, where a schema adds conditions and does not say which fields there are. */
function convert(schema: StructuralSchema, isPart = false): Schema {
  if (schema['x-kubernetes-int-or-string']) return convertIntOrString(schema)
  const of = (part: StructuralSchema): Schema => convert(part, isPart)
  const parts = (list: readonly StructuralSchema[]): Schema[] => list.map((part) => convert(part, true))
  const result: Schema = {
    ...(schema.type && { type: schema.nullable ? [schema.type, 'null'] : schema.type }),
    ...(schema.format && formats[schema.format]),
    ...Object.fromEntries(copied.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]])),
    ...(schema.enum && schema.nullable && { enum: [...schema.enum, null] }),
    ...limit(schema.minimum, schema.exclusiveMinimum, 'minimum', 'exclusiveMinimum'),
    ...limit(schema.maximum, schema.exclusiveMaximum, 'maximum', 'exclusiveMaximum'),
    ...(schema.properties && { properties: mapValues(schema.properties, of) }),
    ...(schema.items && { items: of(schema.items) }),
    ...(schema.allOf && { allOf: parts(schema.allOf) }),
    ...(schema.anyOf && { anyOf: parts(schema.anyOf) }),
    ...(schema.oneOf && { oneOf: parts(schema.oneOf) }),
    ...(schema.not && { not: convert(schema.not, true) }),
  }
  if (isPart || schema.type !== 'object') return result
  return { ...result, ...unknownFields(schema, of) }
}

/** The API server drops fields that a schema does not name, or refuses them; both mean that somebody wrote a wrong name. */
function unknownFields(schema: StructuralSchema, of: (part: StructuralSchema) => Schema): Schema {
  if (schema['x-kubernetes-preserve-unknown-fields']) return {}
  if (schema.additionalProperties instanceof Object) return { additionalProperties: of(schema.additionalProperties) }
  if (schema.additionalProperties === true) return {}
  if (!schema['x-kubernetes-embedded-resource']) return { additionalProperties: false }
  const implied = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } } as const
  return {
    additionalProperties: false,
    properties: { ...implied, ...(schema.properties && mapValues(schema.properties, of)) },
  }
}

/** controller-gen writes a resource.Quantity as an integer or a string with a pattern of this beginning. */
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

/** OpenAPI 3.0 says `exclusiveMinimum: true` beside `minimum`, JSON Schema has the number in its place. */
const limit = (
  value: number | undefined,
  isExclusive: boolean | undefined,
  plain: string,
  exclusive: string,
): Schema => (value === undefined ? {} : { [isExclusive ? exclusive : plain]: value })

const mapValues = (
  schemas: Readonly<Record<string, StructuralSchema>>,
  of: (schema: StructuralSchema) => Schema,
): Record<string, Schema> => Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, of(schema)]))
