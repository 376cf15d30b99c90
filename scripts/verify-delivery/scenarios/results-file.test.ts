import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { withSection } from '../../generated-section.ts'
import { root } from '../../tests/repository.ts'
import { tools } from '../delivery-rig.ts'
import { scenarios } from './all.ts'
import { readResults, resultsText } from './results-file.ts'
import { scenarioTable } from './table.ts'

it('lists the scenarios of results.json in packages/diff/README.md (npm run list:scenarios writes the table)', () => {
  const file = 'packages/diff/README.md'
  const readme = readFileSync(join(root, file), 'utf8')
  expect(readme).toBe(withSection(file, readme, 'scripts/list-scenarios.ts', scenarioTable(readResults())))
})

it('has results of each scenario with each of its tools (npm run list:scenarios -- --update writes them)', () => {
  const results = readResults()
  expect(
    results.scenarios.map(({ name, change, tools: found }) => ({ name, change, tools: Object.keys(found) })),
  ).toEqual(scenarios.map(({ name, change, tools: of = tools }) => ({ name, change, tools: [...of] })))
  expect(JSON.parse(resultsText(results))).toEqual(results)
})

it('has scenarios with names of their own', () => {
  const names = scenarios.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
