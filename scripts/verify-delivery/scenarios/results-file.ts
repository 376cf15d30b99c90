import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { failure } from '../../failure.ts'
import { type Tool, tools } from '../delivery-rig.ts'
import { programs } from '../programs.ts'
import { scenarios } from './all.ts'
import { recordedResult } from './recorded-results.ts'
import type { Results, ScenarioResult, ToolResult } from './results.ts'
import type { Scenario } from './scenario.ts'

/** Relative to the root. */
export const resultsFile = 'scripts/verify-delivery/scenarios/results.json'

const path = join(import.meta.dirname, 'results.json')

export const readResults = (): Results => JSON.parse(readFileSync(path, 'utf8')) as Results

/** Undefined if the file does not exist. */
export const knownResults = (): Results | undefined => (existsSync(path) ? readResults() : undefined)

/** JSON with one line for each scenario. */
export const resultsText = ({ scenarios: results, ...head }: Results): string =>
  `{${JSON.stringify(head).slice(1, -1)},\n"scenarios":[\n${results.map((result) => JSON.stringify(result)).join(',\n')}\n]}\n`

/**
 * The results of the last run on this machine. A scenario that did not run keeps its results.
 *
 * @param known the results so far
 * @throws Failure if a scenario has no results
 */
export const resultsOfLastRun = (known: Results | undefined, date: Date): Results => ({
  date: date.toISOString().slice(0, 10),
  versions: {
    'Argo CD': programs.argocd.version.slice(1),
    "Flux' kustomize-controller": programs['kustomize-controller'].version.slice(1),
    Kubernetes: programs['kube-apiserver'].version.slice(1),
  },
  scenarios: scenarios.map((scenario) => {
    const { name, change } = scenario
    const before = known?.scenarios.find((result) => result.name === name)
    const results = toolsOf(scenario).map((tool) => [tool, lastResult(tool, scenario, before)] as const)
    return { name, change, tools: Object.fromEntries(results) }
  }),
})

const toolsOf = (scenario: Scenario): readonly Tool[] => scenario.tools ?? tools

function lastResult(tool: Tool, { name, isOfFleet }: Scenario, before: ScenarioResult | undefined): ToolResult {
  const { key: _, ...recorded } = recordedResult(tool, name) ?? { key: '' }
  const result = 'predicted' in recorded ? recorded : before?.tools[tool]
  if (result !== undefined) return result
  throw failure(
    'scenario-not-run',
    `The scenario ${name} has no result with ${tool}.`,
    `Run: npm run verify:delivery -- --only ${isOfFleet ? 'environments --match fleet' : `scenarios --match ${name}`}`,
  )
}
