import { describe, expect, it } from 'vitest'
import { mergeSarif } from './merge-sarif.ts'

/** A log as `check --format sarif` prints it. */
const log = (...ids: readonly string[]): string => {
  const rules = [...new Set(['always', ...ids])].map((id) => ({ id }))
  const results = ids.map((ruleId) => ({ ruleId, ruleIndex: rules.findIndex(({ id }) => id === ruleId) }))
  return JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'tool', rules } }, results }] })
}

describe('mergeSarif', () => {
  it('has one run with all results, each with its rule', () => {
    const merged = JSON.parse(mergeSarif([log('a', 'always'), log('b', 'a')]))
    expect(merged.runs).toHaveLength(1)
    const [{ results, tool }] = merged.runs
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(['always', 'a', 'b'])
    expect(
      results.map(({ ruleId, ruleIndex }: { ruleId: string; ruleIndex: number }) => [
        ruleId,
        tool.driver.rules[ruleIndex].id,
      ]),
    ).toEqual([
      ['a', 'a'],
      ['always', 'always'],
      ['b', 'b'],
      ['a', 'a'],
    ])
  })

  it('keeps the log of one shard', () => {
    expect(JSON.parse(mergeSarif([log('a')]))).toEqual(JSON.parse(log('a')))
  })
})
