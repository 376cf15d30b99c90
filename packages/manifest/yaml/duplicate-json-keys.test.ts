import { expect, it } from 'vitest'
import { almostLinear, growthExponent } from '../testing/growth.ts'
import { duplicateKey } from './duplicate-json-keys.ts'

it.each([
  ['{"a": 1, "b": {"a": 2}, "c": [{"a": 1}, {"a": 2}]}', undefined],
  ['{"a": "a", "b": ["a", "a"], "c": "\\": {"}', undefined],
  ['{"a": 1, "a": 2}', 9],
  ['{"a": {"b": 1, "b": 2}}', 15],
  ['{"a": 1, "\\u0061": 2}', 9],
])('finds the second of two equal keys: %s', (json, offset) => expect(duplicateKey(json)).toBe(offset))

it('takes linear time', () => {
  const exponent = growthExponent(
    2 ** 17,
    (length) => `{${Array.from({ length }, (_, index) => `"k${index}":{"a":[1,2]}`).join()}}`,
    (json) => expect(duplicateKey(json)).toBeUndefined(),
  )
  expect(exponent).toBeLessThan(almostLinear)
})
