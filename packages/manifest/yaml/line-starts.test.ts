import { expect, it } from 'vitest'
import { almostLinear, growthExponent } from '../testing/growth.ts'
import { positionIn } from './line-starts.ts'

it.each<[offset: number, line: number, column: number]>([
  [0, 1, 1],
  [2, 1, 3],
  [3, 2, 1],
  [4, 3, 1],
  [6, 3, 3],
])('finds the line and the column of the offset %i', (offset, line, column) =>
  expect(positionIn('ab\n\ncd', offset)).toEqual({ line, column }),
)

it('finds the places of another text after the first', () => {
  expect(positionIn('a\nb', 2)).toEqual({ line: 2, column: 1 })
  expect(positionIn('a-b', 2)).toEqual({ line: 1, column: 3 })
})

it('finds a place for each line in linear time', () => {
  const exponent = growthExponent(
    2 ** 17,
    (lines) => 'a: b\n'.repeat(lines),
    (text) => {
      for (let offset = 0; offset < text.length; offset += 5) positionIn(text, offset)
    },
  )
  expect(exponent).toBeLessThan(almostLinear)
})
