import { expect, it } from 'vitest'
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

it('finds 100,000 places in a text of 100,000 lines', () => {
  const text = 'a: b\n'.repeat(100_000)
  const started = performance.now()
  for (let line = 0; line < 100_000; line++) expect(positionIn(text, line * 5).line === line + 1).toBe(true)
  expect(performance.now() - started).toBeLessThan(4000)
})
