import { describe, expect, it } from 'vitest'
import { hasOwnChanges } from './own-changes.ts'

const lines = (...numbers: readonly (number | string)[]): string => numbers.map((line) => `${line}\n`).join('')
const before = lines(1, 2, 3, 4, 5, 6, 7, 8)

describe('hasOwnChanges', () => {
  it.each([
    ['nothing, where the sources changed', before, lines(1, 2, 'new', 4, 5, 6, 7, 8), false],
    [
      'an older content of a line that the sources change',
      lines(1, 2, 'old', 4, 5, 6, 7, 8),
      lines(1, 2, 'new', 4, 5, 6, 7, 8),
      false,
    ],
    [
      'one of two lines that the sources change',
      lines(1, 'a', 3, 4, 5, 6, 7, 8),
      lines(1, 'a', 3, 4, 5, 'b', 7, 8),
      false,
    ],
    [
      'fewer lines than the sources add',
      lines(1, 2, 'a', 3, 4, 5, 6, 7, 8),
      lines(1, 2, 'a', 'b', 3, 4, 5, 6, 7, 8),
      false,
    ],
    ['a line that the sources do not change', lines(1, 2, 3, 4, 5, 'mine', 7, 8), before, true],
    [
      'a line far from that of the sources',
      lines(1, 2, 3, 4, 5, 6, 'mine', 8),
      lines('new', 2, 3, 4, 5, 6, 7, 8),
      true,
    ],
    ['an additional line', lines(1, 2, 3, 4, 5, 6, 7, 8, 'mine'), lines('new', 2, 3, 4, 5, 6, 7, 8), true],
    ['a removed line', lines(1, 2, 3, 4, 5, 6, 8), lines('new', 2, 3, 4, 5, 6, 7, 8), true],
  ])('of %s: %j', (_, found, rendered, expected) => expect(hasOwnChanges(before, found, rendered)).toBe(expected))
})
