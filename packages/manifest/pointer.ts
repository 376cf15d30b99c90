/** JSON Pointer, RFC 6901. */

const malformedEscape = /~(?![01])/

/** The decoded steps of a pointer, `[]` for the whole document. Undefined for a string that is not a pointer. */
export function parsePointer(pointer: string): string[] | undefined {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || malformedEscape.test(pointer)) return undefined
  const steps = pointer.slice(1).split('/')
  return pointer.includes('~') ? steps.map(unescapeStep) : steps
}

export const unescapeStep = (step: string): string =>
  step.includes('~') ? step.replaceAll('~1', '/').replaceAll('~0', '~') : step

// Most steps have neither character, and a search is ten times as fast as two replacements.
export const escapeStep = (step: string): string =>
  step.includes('~') || step.includes('/') ? step.replaceAll('~', '~0').replaceAll('/', '~1') : step

export function formatPointer(steps: readonly (string | number)[]): string {
  let pointer = ''
  for (const step of steps) pointer += `/${escapeStep(String(step))}`
  return pointer
}

/** The value at some steps; undefined if it does not exist. */
export const valueAt = (value: unknown, steps: readonly string[]): unknown =>
  steps.reduce(
    (parent, step) =>
      typeof parent === 'object' && parent !== null && Object.hasOwn(parent, step)
        ? (parent as Record<string, unknown>)[step]
        : undefined,
    value,
  )
