import { isObject, type Json } from '@thanos-gitops/manifest'

export type Fields = Record<string, unknown>

/** What the API server makes of the fields of one Go struct when it decodes and defaults it. */
export interface Shape {
  /** What it fills in where the field is absent or an empty string. A function sees the struct as filled so far. */
  readonly defaults?: Readonly<Record<string, Json | ((fields: Fields) => Json | undefined)>>
  /** Not pointers in Go: `false`, `0` and `''` are the same as absent. */
  readonly zero?: readonly string[]
  /** Structs that are not pointers in Go, or that defaulting makes: an empty one is the same as none. */
  readonly empty?: readonly string[]
  /** Last: what no table can say. */
  readonly convert?: (fields: Fields) => void
  readonly fields?: Readonly<Record<string, Shape>>
  /** Of the elements of a list. */
  readonly lists?: Readonly<Record<string, Shape>>
}

/** Fills the defaults in, in place: the object must be one's own. */
export function fillDefaults(shape: Shape, fields: Fields): void {
  for (const name of shape.zero ?? []) if (isZero(fields[name])) delete fields[name]
  shape.convert?.(fields)
  for (const name in shape.defaults) {
    if (fields[name] !== undefined && fields[name] !== '') continue
    const given = shape.defaults[name]
    const value =
      typeof given === 'function' ? given(fields) : typeof given === 'object' ? structuredClone(given) : given
    if (value !== undefined) fields[name] = value
  }
  for (const name in shape.fields) {
    const child = fields[name]
    if (isObject(child)) fillDefaults(shape.fields[name]!, child)
  }
  for (const name in shape.lists) {
    const list = fields[name]
    if (Array.isArray(list))
      for (const element of list) if (isObject(element)) fillDefaults(shape.lists[name]!, element)
  }
  for (const name of shape.empty ?? []) {
    const child = fields[name]
    if (isObject(child) && Object.keys(child).length === 0) delete fields[name]
  }
}

const isZero = (value: unknown): boolean => value === false || value === 0 || value === ''
