import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readResults, resultsLine, sum } from './results.ts'

describe('the line of results', () => {
  it.each([
    [{ passed: 3, failed: 0, skipped: 0 }, '3 passed, 0 failed'],
    [{ passed: 3, failed: 1, skipped: 2 }, '3 passed, 1 failed, 2 skipped'],
  ])('is written and read again: %j', (results, line) => {
    expect(resultsLine(results)).toBe(line)
    expect(readResults(`something before\n1 passed, 1 failed\n${line}\n\n`)).toEqual(results)
  })

  it('is read as it was written, whatever the numbers and the output before it', () => {
    const results = fc.record({ passed: fc.nat(), failed: fc.nat(), skipped: fc.nat() })
    fc.assert(
      fc.property(results, fc.string(), (written, before) => {
        expect(readResults(`${before}\n${resultsLine(written)}\n`)).toEqual(written)
      }),
    )
  })

  it.each(['', 'all is well\n', '3 passed, 0 failed\nand a stack trace\n', '3 passed'])('is missing in %j', (output) =>
    expect(readResults(output)).toBeUndefined(),
  )

  it('adds up', () => {
    const one = { passed: 1, failed: 2, skipped: 3 }
    expect(sum([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 })
    expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0 })
  })
})
