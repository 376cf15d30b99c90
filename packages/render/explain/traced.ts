/**
 * Values as the base's sources write them, each with the place of its literal: what reading the sources gives where running
 * them gives only the value.
 */

/** An offset in a source file; its line is looked up when somebody asks. */
export interface Point {
  /** Relative to the repository root. */
  readonly file: string
  readonly offset: number
}

/** A piece of a text that stands in one literal. Texts are put together from literals of several files. */
export interface Segment {
  /** Where in the text the piece begins. */
  readonly start: number
  readonly at: Point
}

interface Stands {
  readonly at: Point
  /** Where a shared piece is used, the outermost use first. */
  readonly via?: readonly Point[]
  /** The components of `onlyWith`, and the expression that names them. */
  readonly condition?: readonly string[]
  readonly conditionNames?: Traced
}

export type Traced = TracedText | TracedScalar | TracedList | TracedMapping | TracedFunction | Opaque

export interface TracedText extends Stands {
  readonly type: 'text'
  readonly value: string
  readonly segments: readonly Segment[]
}

export interface TracedScalar extends Stands {
  readonly type: 'scalar'
  readonly value: number | boolean | null | undefined
}

export interface TracedList extends Stands {
  readonly type: 'list'
  readonly items: readonly Traced[]
}

export interface TracedField {
  readonly key: Point
  /** The literals that a computed key is made of. */
  readonly keySegments: readonly Segment[]
  readonly value: Traced
}

export interface TracedMapping extends Stands {
  readonly type: 'mapping'
  readonly fields: ReadonlyMap<string, TracedField>
}

export interface TracedFunction extends Stands {
  readonly type: 'function'
  call(args: readonly Traced[], at: Point): Traced
}

/** What only running the sources could tell. Whatever it is made of is said to stand where the expression stands. */
export interface Opaque extends Stands {
  readonly type: 'opaque'
}

export const opaque = (at: Point): Opaque => ({ type: 'opaque', at })

export const textOf = (value: string, at: Point): TracedText => ({
  type: 'text',
  value,
  segments: [{ start: 0, at }],
  at,
})

/** The plain value, or undefined where a part of it is opaque. */
export function plain(traced: Traced): { value: unknown } | undefined {
  switch (traced.type) {
    case 'text':
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

/** A plain value, all of which is said to stand at one place. */
export function traced(value: unknown, at: Point): Traced {
  if (typeof value === 'string') return textOf(value, at)
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

/** Texts one after the other. */
export function joined(texts: readonly TracedText[], at: Point): TracedText {
  let value = ''
  const segments: Segment[] = []
  for (const text of texts) {
    segments.push(...text.segments.map((segment) => ({ ...segment, start: segment.start + value.length })))
    value += text.value
  }
  return { type: 'text', value, segments, at }
}

/** A part of a text; a negative `end` does not count from the end. */
export function sliced(text: TracedText, start: number, end: number): TracedText {
  const segments = text.segments
    .filter((segment, index) => segment.start < end && (text.segments[index + 1]?.start ?? Infinity) > start)
    .map((segment) =>
      segment.start >= start
        ? { ...segment, start: segment.start - start }
        : { start: 0, at: { ...segment.at, offset: segment.at.offset + start - segment.start } },
    )
  return { ...text, value: text.value.slice(start, end), segments }
}
