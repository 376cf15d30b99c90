import { type PartResult, type RunPart, tools } from '../delivery-rig.ts'
import { scenarios } from './all.ts'
import { environmentAdded } from './changes/fleet.ts'
import { saveResult } from './last-run.ts'
import { resultOf, runScenariosOn, type Trial, tryChange } from './run.ts'
import type { Scenario } from './scenario.ts'
import type { Target } from './target.ts'

/** Compares what `diff` predicts with what the tool does, for each scenario. `npm run list:scenarios` writes the table. */
export const runScenarios: RunPart = async ({ tool, match = '', rig, report }) => {
  const chosen = scenarios.filter(
    ({ name, isOfFleet, tools: own = tools }) => !isOfFleet && own.includes(tool) && name.includes(match),
  )
  if (chosen.length === 0) return
  const running = await rig()
  await runScenariosOn(running, chosen, (scenario, result) =>
    report(
      result instanceof Error
        ? { title: scenario.name, problems: [result.message] }
        : savedTrial(running, scenario, result),
    ),
  )
}

/** Makes the change of the scenario in a fleet, without a return to the start. */
export async function runFleetScenario(target: Target): Promise<PartResult> {
  return savedTrial(target, environmentAdded, await tryChange(target, environmentAdded))
}

function savedTrial({ tool, environment }: Target, scenario: Scenario, trial: Trial): PartResult {
  const result = resultOf(scenario, tool, environment, trial)
  saveResult(tool, scenario.name, result)
  return { title: `${scenario.name} (${result.seconds} s)`, problems: result.disagreements }
}
