import { isObject, type Json } from '@thanos-gitops/manifest'

export type Fields = Record<string, unknown>

/** What the API server does with the fields of one Go struct when it decodes and defaults it. */
export interface Shape {
  /** Values of absent fields and empty strings. A function gets the struct as it is filled so far. */
  readonly defaults?: Readonly<Record<string, Json | ((fields: Fields) => Json | undefined)>>
  /** Fields that are not pointers in Go: `false`, `0` and `''` are the same as absent. */
  readonly zero?: readonly string[]
  /** Structs that are not pointers in Go, or that defaulting creates: an empty one is the same as an absent one. */
  readonly empty?: readonly string[]
  /** Conversions that the other members cannot express. */
  readonly convert?: (fields: Fields) => void
  /** Shapes of nested structs. */
  readonly fields?: Readonly<Record<string, Shape>>
  /** Shapes of the elements of lists. */
  readonly lists?: Readonly<Record<string, Shape>>
}

/** Applies a shape to `fields`, which is modified. */
export function fillDefaults(shape: Shape, fields: Fields): void {
  for (const name of shape.zero ?? []) if (isZero(fields[name])) delete fields[name]
  shape.convert?.(fields)
  for (const name in shape.defaults) {
    if (fields[name] !== undefined && fields[name] !== '') continue
    const value = defaultValue(shape.defaults[name]!, fields)
    if (value !== undefined) fields[name] = value
  }
  for (const name in shape.fields) fillIfObject(shape.fields[name]!, fields[name])
  for (const name in shape.lists) fillElements(shape.lists[name]!, fields[name])
  for (const name of shape.empty ?? []) if (isEmptyObject(fields[name])) delete fields[name]
}

function defaultValue(value: NonNullable<Shape['defaults']>[string], fields: Fields): Json | undefined {
  if (typeof value === 'function') return value(fields)
  return typeof value === 'object' ? structuredClone(value) : value
}

function fillIfObject(shape: Shape, value: unknown): void {
  if (isObject(value)) fillDefaults(shape, value)
}

function fillElements(shape: Shape, list: unknown): void {
  if (Array.isArray(list)) for (const element of list) fillIfObject(shape, element)
}

const isZero = (value: unknown): boolean => value === false || value === 0 || value === ''

const isEmptyObject = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0
