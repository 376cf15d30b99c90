/** The part of JSON Schema (draft 7) that the generated data use, and Kubernetes' own words. */
export interface Schema {
  readonly $ref?: string
  readonly type?: SchemaType | readonly SchemaType[]
  /** `int32`, `int64`, `int-or-string`, `quantity`, `byte`, `date-time`. What JSON Schema can say of them stands beside it. */
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly not?: Schema
  /** The fields that tell the elements of a list apart: `name` of containers, `containerPort` and `protocol` of ports. */
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  /** There where a quantity can stand below: the properties that lead to one; empty where the elements or values do. */
  readonly 'x-quantities'?: readonly string[]
}

export type SchemaType = 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string'

/** One generated file. Kinds are named `apps/v1/StatefulSet`; they refer to definitions with `#/definitions/<name>`. */
export interface SchemaFile {
  /** What it was generated from, as `module@version`. */
  readonly sources: readonly string[]
  readonly definitions: Readonly<Record<string, Schema>>
  readonly kinds: Readonly<Record<string, Schema>>
}

/** What an object says about its kind. */
export interface KindOf {
  readonly apiVersion: string
  readonly kind: string
}
