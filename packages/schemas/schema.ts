/** The keywords of JSON Schema (draft 7) and of Kubernetes that the generated data use. */
export interface Schema {
  readonly $ref?: string
  readonly type?: SchemaType | readonly SchemaType[]
  /** `int32`, `int64`, `int-or-string`, `quantity`, `byte`, `date-time`. Other keywords of the schema express what JSON Schema can. */
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
  /** The fields that identify the elements of a list: `name` of containers, `containerPort` and `protocol` of ports. */
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  /** Set if there is a quantity below: the properties that lead to one; empty if the elements or values do. */
  readonly 'x-quantities'?: readonly string[]
}

export type SchemaType = 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string'

/** One generated file. Kinds are named `apps/v1/StatefulSet`; they refer to definitions with `#/definitions/<name>`. */
export interface SchemaFile {
  /** Its sources, as `module@version`. */
  readonly sources: readonly string[]
  readonly definitions: Readonly<Record<string, Schema>>
  readonly kinds: Readonly<Record<string, Schema>>
}

/** The fields of an object that identify its kind. */
export interface KindOf {
  readonly apiVersion: string
  readonly kind: string
}
