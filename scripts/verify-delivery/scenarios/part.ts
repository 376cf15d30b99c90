import { type Tool, tools } from '../delivery-rig.ts'
import type { PartResult, RunPart } from '../part.ts'
import { scenarios } from './all.ts'
import { environmentAdded } from './changes/fleet.ts'
import { codeKey, scenarioKey } from './code-key.ts'
import { recordResult } from './recorded-results.ts'
import { resultOf, runScenariosOn, type Trial, tryChange } from './run.ts'
import type { Scenario } from './scenario.ts'
import type { Target } from './target.ts'

/** The scenarios that the part `scenarios` runs with some of the tools. */
export const chosenScenarios = (chosenTools: readonly Tool[], match = ''): readonly Scenario[] =>
  scenarios.filter(
    ({ name, isOfFleet, tools: own = tools }) =>
      !isOfFleet && own.some((tool) => chosenTools.includes(tool)) && name.includes(match),
  )

/**
 * Compares what `diff` predicts with what the tool does, for each scenario. `npm run list:scenarios` writes the table. A scenario of which
 * nothing changed is compared with the recorded observation, without a cluster.
 */
export const runScenarios: RunPart = async ({ tool, match, again, scenarios: plan, rig, report }) => {
  const waiting: Scenario[] = []
  for (const scenario of chosenScenarios([tool], match)) {
    const planned = plan.find((one) => one.tool === tool && one.name === scenario.name)
    if (again || planned === undefined) {
      waiting.push(scenario)
      continue
    }
    recordResult(tool, scenario.name, planned.result)
    report({ title: `${scenario.name} (recorded)`, problems: [] })
  }
  if (waiting.length === 0) return
  const running = await rig()
  const code = codeKey(tool)
  await runScenariosOn(running, waiting, (scenario, result) =>
    report(
      result instanceof Error
        ? { title: scenario.name, problems: [result.message] }
        : recordedTrial(running, scenario, result, scenarioKey(code, tool, scenario, result.files)),
    ),
  )
}

/** Makes the change of the scenario in a fleet, without a return to the start. */
export async function runFleetScenario(target: Target): Promise<PartResult> {
  return recordedTrial(target, environmentAdded, await tryChange(target, environmentAdded), '')
}

function recordedTrial({ tool, environment }: Target, scenario: Scenario, trial: Trial, key: string): PartResult {
  const result = resultOf(scenario, tool, environment, trial)
  recordResult(tool, scenario.name, { key, ...result })
  return { title: `${scenario.name} (${result.seconds} s)`, problems: result.disagreements }
}
