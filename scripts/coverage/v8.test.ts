import { describe, expect, it } from 'vitest'
import { countAt, offsetsOf } from './v8.ts'

const range = (startOffset: number, endOffset: number, count: number) => ({ startOffset, endOffset, count })
const script = {
  url: 'file:///a.ts',
  functions: [
    { ranges: [range(0, 100, 1)] },
    { ranges: [range(10, 50, 7), range(20, 30, 0)] },
    { ranges: [range(60, 70, 0)] },
  ],
}

describe('countAt', () => {
  it.each([
    ['the module', 5, 1],
    ['a function', 10, 7],
    ['a branch that never ran', 20, 0],
    ['the end of that branch', 30, 7],
    ['a function that was never called', 65, 0],
    ['nothing', 100, 0],
  ])('is the count of the innermost range: %s', (_, offset, count) => expect(countAt(script, offset)).toBe(count))
})

it('offsetsOf finds lines and columns', () => {
  const offsetAt = offsetsOf('ab\n\ncd\n')
  expect([offsetAt(1, 1), offsetAt(2, 0), offsetAt(3, 1)]).toEqual([1, 3, 5])
})
