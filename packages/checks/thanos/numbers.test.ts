import { expect, it } from 'vitest'
import { checks } from '../registry.ts'

// TH047 compares two revisions, which is a task of diff.
const numbers = Array.from({ length: 48 }, (_, index) => `TH${String(index + 1).padStart(3, '0')}`).filter(
  (number) => number !== 'TH047',
)

it.each(numbers)('has a check for %s', (number) => {
  expect(checks.filter(({ id }) => id === number)).not.toEqual([])
})

it('contains each check once', () => {
  const names = checks.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
