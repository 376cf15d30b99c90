import { describe, expect, it } from 'vitest'
import { decidingPlaces, explainedLines, proveOrigins } from './origins.ts'

const environments = explainedLines()

describe('the origin of a rendered line', () => {
  it('is given for every line of every manifest of every environment, with file, line and column', () => {
    const lines = environments.flatMap((environment) => environment.lines)
    expect(lines.length).toBeGreaterThan(8000)
    expect(
      lines.filter(({ origins: [newest] }) => newest?.place.line === undefined || newest.place.column === undefined),
    ).toEqual([])
  })

  it('names what decides the line: with another value there, exactly the lines change that name it', {
    timeout: 300_000,
  }, () => {
    // A sample that is the same in every run; `npx node scripts/tests/origins.ts` changes all.
    const sample = decidingPlaces(environments).filter((_, index) => index % 31 === 7)
    const { proved, refused, wrong } = proveOrigins(environments, sample)
    expect(wrong).toEqual([])
    expect(proved).toBeGreaterThan(35)
    expect(refused.length).toBeLessThan(sample.length / 6)
  })
})
