import { nanoUnits, type Place } from '@thanos-gitops/manifest'

/** A field that patches may change, and the values that they may give it. */
export interface PolicyRule {
  /** As it is written, for messages. */
  readonly path: string
  /** `*` is any step, `**` at the end is the field and everything below it; list steps are as in patches. */
  readonly steps: readonly string[]
  readonly kind?: string
  /** A glob. */
  readonly name?: string
  readonly component?: string
  /** Absent for all environments. */
  readonly environments?: readonly string[]
  readonly range?: PolicyRange
  /** The allowed values. */
  readonly in?: readonly unknown[]
  /** Whether patches may remove the field although its values are limited. */
  readonly remove: boolean
  /** Whether `promote` copies the field from one environment to the next. */
  readonly promote: boolean
  place(): Place
}

/** Quantities or numbers. A missing end is open. */
export interface PolicyRange {
  readonly from?: string
  readonly to?: string
}

/** Whether a number or quantity is in a range. Other values are not. */
export function isWithin(value: unknown, { from, to }: PolicyRange): boolean {
  const units = typeof value === 'string' || typeof value === 'number' ? nanoUnits(value) : undefined
  return (
    units !== undefined &&
    (from === undefined || nanoUnits(from)! <= units) &&
    (to === undefined || units <= nanoUnits(to)!)
  )
}

export const isSameValue = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
