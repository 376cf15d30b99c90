import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { copyWithVariants, explainedLines } from './explained-lines.ts'
import { decidingLiterals } from './literals.ts'
import { proveOrigins } from './prove.ts'

const copy = copyWithVariants()
afterAll(() => rmSync(copy, { recursive: true }))
const environments = explainedLines(copy)

describe('the origin of a rendered line', () => {
  it('has file, line and column for every line of every manifest', () => {
    const lines = environments.flatMap((environment) => environment.lines)
    expect(lines.length).toBeGreaterThan(8000)
    expect(
      lines.filter(({ origins: [newest] }) => newest?.place.line === undefined || newest.place.column === undefined),
    ).toEqual([])
  })

  it('names the literal that decides the line: with another literal, exactly the lines that name it change', {
    timeout: 300_000,
  }, () => {
    // A sample that is the same in each run; `npx node scripts/tests/origins/main.ts` changes all literals.
    const sample = decidingLiterals(environments).filter((_, index) => index % 31 === 7)
    const { proved, refused, wrong } = proveOrigins(copy, environments, sample)
    expect(wrong).toEqual([])
    expect(proved).toBeGreaterThan(35)
    expect(refused.length).toBeLessThan(sample.length / 6)
  })
})
