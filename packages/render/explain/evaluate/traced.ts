/**
 * Values of the base with the places of their literals. Running the sources gives only the values; reading them gives the places
 * too.
 */

import type { ShardedSetting } from '@thanos-gitops/manifest'

/** An offset in a source file. Its line is computed when it is needed. */
export interface Point {
  /** Relative to the repository root. */
  readonly file: string
  readonly offset: number
}

/** The part of a string that comes from one literal. A string can consist of literals of several files. */
export interface Segment {
  /** The index of its first character in the string. */
  readonly start: number
  readonly at: Point
}

interface Located {
  readonly at: Point
  /** Where a shared value is used, the outermost use first. */
  readonly via?: readonly Point[]
  /** The components of `onlyWith`, and the expression that names them. */
  readonly condition?: readonly string[]
  readonly conditionNames?: Traced
  /** The setting of `forEachShard`. */
  readonly sharded?: ShardedSetting
}

export type Traced = TracedString | TracedScalar | TracedList | TracedMapping | TracedFunction | Opaque

export interface TracedString extends Located {
  readonly type: 'string'
  readonly value: string
  readonly segments: readonly Segment[]
}

export interface TracedScalar extends Located {
  readonly type: 'scalar'
  readonly value: number | boolean | null | undefined
}

export interface TracedList extends Located {
  readonly type: 'list'
  readonly items: readonly Traced[]
}

export interface TracedField {
  readonly key: Point
  /** The literals of a computed key. */
  readonly keySegments: readonly Segment[]
  readonly value: Traced
}

export interface TracedMapping extends Located {
  readonly type: 'mapping'
  readonly fields: ReadonlyMap<string, TracedField>
}

export interface TracedFunction extends Located {
  readonly type: 'function'
  call(args: readonly Traced[], at: Point): Traced
}

/** The value of an expression that is not supported. All of its parts have the place of the expression. */
export interface Opaque extends Located {
  readonly type: 'opaque'
}

export const opaque = (at: Point): Opaque => ({ type: 'opaque', at })

/** The same value, used at another place. */
export const usedAt = (value: Traced | undefined, at: Point): Traced =>
  value === undefined ? opaque(at) : { ...value, via: [at, ...(value.via ?? [])] }

export const stringOf = (value: string, at: Point): TracedString => ({
  type: 'string',
  value,
  segments: [{ start: 0, at }],
  at,
})

/** The plain value; undefined if a part of it is opaque. */
export function plain(traced: Traced): { readonly value: unknown } | undefined {
  switch (traced.type) {
    case 'string':
    case 'scalar':
      return { value: traced.value }
    case 'list': {
      const items = traced.items.map(plain)
      return items.every((item) => item !== undefined) ? { value: items.map((item) => item.value) } : undefined
    }
    case 'mapping': {
      const fields = [...traced.fields].map(([key, field]) => [key, plain(field.value)] as const)
      return fields.every(([, field]) => field !== undefined)
        ? { value: Object.fromEntries(fields.map(([key, field]) => [key, field!.value])) }
        : undefined
    }
    default:
      return undefined
  }
}

/** A plain value whose parts all have the same place. */
export function traced(value: unknown, at: Point): Traced {
  if (typeof value === 'string') return stringOf(value, at)
  if (Array.isArray(value)) return { type: 'list', items: value.map((item) => traced(item, at)), at }
  if (typeof value === 'object' && value !== null)
    return {
      type: 'mapping',
      fields: new Map(
        Object.entries(value).map(([key, field]) => [key, { key: at, keySegments: [], value: traced(field, at) }]),
      ),
      at,
    }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined)
    return { type: 'scalar', value, at }
  return opaque(at)
}

/** Concatenates strings. */
export function joined(strings: readonly TracedString[], at: Point): TracedString {
  let value = ''
  const segments: Segment[] = []
  for (const string of strings) {
    segments.push(...string.segments.map((segment) => ({ ...segment, start: segment.start + value.length })))
    value += string.value
  }
  return { type: 'string', value, segments, at }
}

/** A part of a string. Unlike `String.slice`, it does not count a negative `end` from the end. */
export function sliced(string: TracedString, start: number, end: number): TracedString {
  const segments = string.segments
    .filter((segment, index) => segment.start < end && (string.segments[index + 1]?.start ?? Infinity) > start)
    .map((segment) =>
      segment.start >= start
        ? { ...segment, start: segment.start - start }
        : { start: 0, at: { ...segment.at, offset: segment.at.offset + start - segment.start } },
    )
  return { ...string, value: string.value.slice(start, end), segments }
}
