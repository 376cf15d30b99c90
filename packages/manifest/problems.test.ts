import { expect, it } from 'vitest'
import { didYouMean, placeText, shownValue } from './problems.ts'

it.each<[value: unknown, shown: string]>([
  ['text', '"text"'],
  [undefined, 'undefined'],
  [{ a: [1] }, '{"a":[1]}'],
  ['x'.repeat(100), `"${'x'.repeat(76)}...`],
  ['\u001b[2J', '"\\u001b[2J"'],
])('prints %j in one short line', (value, shown) => expect(shownValue(value)).toBe(shown))

it('prints a value that contains itself', () => {
  const list: unknown[] = []
  list.push(list)
  expect(shownValue(list)).toBe('a list that contains itself')
  expect(shownValue({ list })).toBe('a mapping that contains itself')
})

it('suggests a similar word only', () => {
  expect(didYouMean('replica', ['replicas', 'selector'])).toBe('Did you mean replicas?')
  expect(didYouMean('zone', ['replicas', 'selector'])).toBeUndefined()
})

it('prints the known parts of a place', () => {
  expect(placeText({ file: 'a.yaml' })).toBe('a.yaml')
  expect(placeText({ file: 'a.yaml', line: 4, column: 11 })).toBe('a.yaml:4:11')
})
