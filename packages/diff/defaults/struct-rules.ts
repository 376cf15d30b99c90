import { isObject, type Json } from '@thanos-gitops/manifest'

export type GoStruct = Record<string, unknown>

/** What the API server does with the fields of one Go struct when it decodes and defaults it. */
export interface StructRules {
  /** Values of absent fields and empty strings. A function gets the struct as it is filled so far. */
  readonly defaults?: Readonly<Record<string, Json | ((fields: GoStruct) => Json | undefined)>>
  /** Fields that are not pointers in Go: `false`, `0` and `''` are the same as absent. */
  readonly zero?: readonly string[]
  /** Structs that are not pointers in Go, or that defaulting creates: an empty one is the same as an absent one. */
  readonly empty?: readonly string[]
  /** Conversions that the other members cannot express. */
  readonly convert?: (fields: GoStruct) => void
  /** Rules for nested structs. */
  readonly fields?: Readonly<Record<string, StructRules>>
  /** Rules for the elements of lists. */
  readonly lists?: Readonly<Record<string, StructRules>>
}

/** Applies the rules to `fields`, which is modified. */
export function fillDefaults(rules: StructRules, fields: GoStruct): void {
  for (const name of rules.zero ?? []) if (isZero(fields[name])) delete fields[name]
  rules.convert?.(fields)
  for (const name in rules.defaults) fillAbsent(fields, name, rules.defaults[name]!)
  for (const name in rules.fields) fillIfObject(rules.fields[name]!, fields[name])
  for (const name in rules.lists) fillElements(rules.lists[name]!, fields[name])
  for (const name of rules.empty ?? []) if (isEmptyObject(fields[name])) delete fields[name]
}

type Default = NonNullable<StructRules['defaults']>[string]

function fillAbsent(fields: GoStruct, name: string, rule: Default): void {
  if (fields[name] !== undefined && fields[name] !== '') return
  const value = typeof rule === 'function' ? rule(fields) : typeof rule === 'object' ? structuredClone(rule) : rule
  if (value !== undefined) fields[name] = value
}

function fillIfObject(rules: StructRules, value: unknown): void {
  if (isObject(value)) fillDefaults(rules, value)
}

function fillElements(rules: StructRules, list: unknown): void {
  if (Array.isArray(list)) for (const element of list) fillIfObject(rules, element)
}

const isZero = (value: unknown): boolean => value === false || value === 0 || value === ''

const isEmptyObject = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0
