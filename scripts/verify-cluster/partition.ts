// Whether parts divide a whole: each element is in exactly one part.
import { expectThat } from './checks/check.ts'

/** Sentences about elements of parts that are missing, in several parts or unknown. Empty if the parts divide the whole. */
export function divisionErrors(whole: readonly string[], parts: readonly (readonly string[])[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const element of parts.flat()) counts.set(element, (counts.get(element) ?? 0) + 1)
  const known = new Set(whole)
  return [
    ...sentence(
      'in no part',
      [...known].filter((element) => !counts.has(element)),
    ),
    ...sentence(
      'in several parts',
      [...known].filter((element) => (counts.get(element) ?? 0) > 1),
    ),
    ...sentence(
      'unknown',
      [...counts.keys()].filter((element) => !known.has(element)),
    ),
  ]
}

const sentence = (what: string, elements: readonly string[]): readonly string[] =>
  elements.length === 0 ? [] : [`${what}: ${elements.toSorted().join(', ')}`]

/** Expects that the parts divide the whole, and that each part has an element. Returns how many each has: `12 and 12`. */
export function expectDivision(whole: readonly string[], parts: readonly (readonly string[])[]): string {
  const errors = divisionErrors(whole, parts)
  expectThat(errors.length === 0, errors.join('; '))
  const counts = parts.map((part) => part.length).join(' and ')
  expectThat(
    parts.every((part) => part.length > 0),
    `a part is empty: ${counts}`,
  )
  return counts
}
