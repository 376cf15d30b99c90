import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { failure } from '../../failure.ts'
import { tools } from '../delivery-rig.ts'
import { programs } from '../programs.ts'
import { scenarios } from './all.ts'
import { savedResult } from './last-run.ts'
import type { Results, ScenarioResult } from './results.ts'
import type { Scenario } from './scenario.ts'

/** Relative to the root. */
export const resultsFile = 'scripts/verify-delivery/scenarios/results.json'

export const readResults = (): Results =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'results.json'), 'utf8')) as Results

/** JSON with one line for each scenario. */
export const resultsText = ({ scenarios: results, ...head }: Results): string =>
  `{${JSON.stringify(head).slice(1, -1)},\n"scenarios":[\n${results.map((result) => JSON.stringify(result)).join(',\n')}\n]}\n`

/**
 * The results of the last run on this machine.
 *
 * @throws Failure if a scenario has not run
 */
export const resultsOfLastRun = (date: Date): Results => ({
  date: date.toISOString().slice(0, 10),
  versions: {
    'Argo CD': programs.argocd.version.slice(1),
    "Flux' kustomize-controller": programs['kustomize-controller'].version.slice(1),
    Kubernetes: programs['kube-apiserver'].version.slice(1),
  },
  scenarios: scenarios.map(resultOfLastRun),
})

const toolsOf = (scenario: Scenario) => scenario.tools ?? tools

function resultOfLastRun(scenario: Scenario): ScenarioResult {
  const { name, change } = scenario
  const results = toolsOf(scenario).map((tool) => {
    const result = savedResult(tool, name)
    if (result === undefined)
      throw failure(
        'scenario-not-run',
        `The scenario ${name} has no result with ${tool}.`,
        'Run: npm run verify:delivery -- --only scenarios',
      )
    return [tool, result] as const
  })
  return { name, change, tools: Object.fromEntries(results) }
}
