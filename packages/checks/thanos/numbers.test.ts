import { expect, it } from 'vitest'
import { checks } from '../registry.ts'

const numbers = Array.from({ length: 48 }, (_, index) => `TH${String(index + 1).padStart(3, '0')}`)

it.each(numbers)('%s: it is kept by a check', (number) => {
  expect(checks.filter(({ id }) => id === number)).not.toEqual([])
})

it('it has no name twice', () => {
  const names = checks.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

it('it says of what cannot be decided why, and runs nothing', () => {
  expect(checks.filter(({ undecidable }) => undecidable !== undefined).map(({ id }) => id)).toEqual(['TH047'])
})
