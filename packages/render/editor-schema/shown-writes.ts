import { isObject, parsePointer } from '@thanos-gitops/manifest'
import type { FieldWrite } from '../patches/patch.ts'

/** What the schema shows instead of a value that a patch sets. */
export const patchedValue = 'set by a patch'

/** A write without its place. */
export type ShownWrite = Pick<FieldWrite, 'op' | 'pointer' | 'from' | 'value'>

/**
 * A write as the schema shows it: without the values that decide neither which fields exist nor how patches name them, so that
 * environments that add the same field with another value share a schema. Names, flags, and values by which patches can name an element
 * of a list stay.
 */
export function shownWrite({ op, pointer, from, value }: FieldWrite): ShownWrite {
  const steps = parsePointer(pointer)!
  const isStep = isIndex(steps.at(-2)) && isScalar(value)
  const shown = value === undefined || isStep ? value : withoutValues(value, isIndex(steps.at(-1)))
  return { op, pointer, ...(from === undefined ? {} : { from }), ...(shown === undefined ? {} : { value: shown }) }
}

const isScalar = (value: unknown): boolean => !isObject(value) && !Array.isArray(value)

const isIndex = (step: string | undefined): boolean => step !== undefined && /^\d+$/.test(step)

/** @param isElement whether the value is an element of a list */
function withoutValues(value: unknown, isElement: boolean): unknown {
  if (Array.isArray(value)) return value.map((element) => withoutValues(element, true))
  if (!isObject(value)) return isElement ? withoutArgument(value) : patchedValue
  // Patches name an element by its name, or else by any field with a short value.
  const isKept = (key: string, child: unknown): boolean =>
    isElement && isScalar(child) && (key === 'name' || !Object.hasOwn(value, 'name'))
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, isKept(key, child) ? child : withoutValues(child, false)]),
  )
}

/** The flag of an argument, by which patches name it. */
function withoutArgument(value: unknown): string {
  const [flag] = /^--[^=\]]+(?:=|$)/.exec(String(value)) ?? []
  return flag === undefined ? patchedValue : flag.endsWith('=') ? `${flag}${patchedValue}` : flag
}
