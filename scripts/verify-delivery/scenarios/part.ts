import type { RunPart } from '../delivery-rig.ts'
import { tools } from '../delivery-rig.ts'
import { scenarios } from './all.ts'
import { saveResult } from './last-run.ts'
import { LostStart, resultOf, runScenario } from './run.ts'

/** Compares what `diff` predicts with what the tool does, for each scenario. `npm run list:scenarios` writes the table. */
export const runScenarios: RunPart = async ({ tool, match = '', rig, report }) => {
  for (const scenario of scenarios) {
    if (!(scenario.tools ?? tools).includes(tool) || !scenario.name.includes(match)) continue
    const running = await rig()
    try {
      const result = resultOf(scenario, tool, running.environment, await runScenario(running, scenario))
      saveResult(tool, scenario.name, result)
      report({ title: `${scenario.name} (${result.seconds} s)`, problems: result.disagreements })
    } catch (error) {
      report({ title: scenario.name, problems: [error instanceof Error ? error.message : String(error)] })
      if (error instanceof LostStart) return
    }
  }
}
