import { expect, it } from 'vitest'
import { almostLinear, growthExponent } from './growth.ts'

it('tells linear growth from quadratic growth', () => {
  const numbers = (size: number) => Array.from({ length: size }, (_, index) => index)
  const linear = growthExponent(2 ** 20, numbers, (list) => new Set(list))
  const quadratic = growthExponent(2 ** 13, numbers, (list) => list.map((number) => list.lastIndexOf(-number - 1)))
  expect(linear).toBeLessThan(almostLinear)
  expect(quadratic).toBeGreaterThan(almostLinear)
})
