import { expect, it } from 'vitest'
import { figuresTable, type ToolResults } from './run-tool.ts'

const results = (tool: 'argo-cd' | 'flux', figures: Readonly<Record<string, string>>): ToolResults => ({
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
