import { expect, it } from 'vitest'
import { figuresTable, type LaneResults } from './run-lane.ts'

const results = (tool: 'argo-cd' | 'flux', figures: Readonly<Record<string, string>>): LaneResults => ({
  tool,
  results: { passed: 1, failed: 0, skipped: 0 },
  figures: new Map(Object.entries(figures)),
})

it('the table has a row for each figure and a column for each tool', () => {
  expect(
    figuresTable([results('argo-cd', { requests: '2' }), results('flux', { requests: '90', seconds: '3' })]),
  ).toEqual(['| measured | argo-cd | flux |', '| --- | --- | --- |', '| requests | 2 | 90 |', '| seconds | - | 3 |'])
})

it('there is no table if nothing was measured', () => expect(figuresTable([results('flux', {})])).toEqual([]))

it('the figures of the lanes of a tool are in one column', () =>
  expect(figuresTable([results('flux', { a: '1' }), results('flux', { b: '2' })])).toEqual([
    '| measured | flux |',
    '| --- | --- |',
    '| a | 1 |',
    '| b | 2 |',
  ]))
