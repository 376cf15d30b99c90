import { expect, it } from 'vitest'
import { checks } from '../registry.ts'

// TH047 compares two revisions: the diff reports it.
const numbers = Array.from({ length: 48 }, (_, index) => `TH${String(index + 1).padStart(3, '0')}`).filter(
  (number) => number !== 'TH047',
)

it.each(numbers)('%s: has a check', (number) => {
  expect(checks.filter(({ id }) => id === number)).not.toEqual([])
})

it('lists each check once', () => {
  const names = checks.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
