// Measures our render against `kubectl kustomize` with the same input, and our diff against dyff. Whole processes run alternately.
// Needs kubectl and GNU time, and Go for dyff.
//   npm run bench [-- --only thanos,60,1000] [--pairs 5]
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { folder } from './commands.ts'
import { printGrowth, quickScenarios, scenarios } from './scenarios.ts'
import { printHeader } from './table.ts'

const { values } = parseArgs({ options: { only: { type: 'string' }, pairs: { type: 'string', default: '5' } } })

const selected = values.only?.split(',') ?? quickScenarios
const unknown = selected.filter((name) => !Object.hasOwn(scenarios, name))
if (unknown.length > 0)
  throw new Error(`--only: unknown scenario ${unknown.join(', ')}. Scenarios: ${Object.keys(scenarios).join(', ')}.`)

printHeader()
rmSync(folder, { recursive: true, force: true })
try {
  for (const name of selected) await scenarios[name]!(Number(values.pairs))
  printGrowth()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
