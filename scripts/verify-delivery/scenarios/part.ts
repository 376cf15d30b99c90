import { type PartResult, type RunPart, tools } from '../delivery-rig.ts'
import { scenarios } from './all.ts'
import { environmentAdded } from './changes/fleet.ts'
import { saveResult } from './last-run.ts'
import { LostStart, resultOf, runScenario, type Target, type Trial, tryChange } from './run.ts'
import type { Scenario } from './scenario.ts'

/** Compares what `diff` predicts with what the tool does, for each scenario. `npm run list:scenarios` writes the table. */
export const runScenarios: RunPart = async ({ tool, match = '', rig, report }) => {
  for (const scenario of scenarios) {
    const isOther = scenario.isOfFleet || !(scenario.tools ?? tools).includes(tool)
    if (isOther || !scenario.name.includes(match)) continue
    const running = await rig()
    try {
      await runScenario(running, scenario, (trial) => report(savedTrial(running, scenario, trial)))
    } catch (error) {
      report({ title: scenario.name, problems: [error instanceof Error ? error.message : String(error)] })
      if (error instanceof LostStart) return
    }
  }
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
