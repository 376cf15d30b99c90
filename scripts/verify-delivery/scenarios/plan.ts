// Finds the scenarios that must run, because something changed on which the recorded observation depends.
import { createHash } from 'node:crypto'
import { loadStack } from '../../environment.ts'
import { commit, git } from '../../tests/clone.ts'
import type { Tool } from '../delivery-rig.ts'
import { kubernetesMinor } from '../tool-rig.ts'
import { createClone, environmentNames, type WorkingClone } from '../working-clone.ts'
import { disagreements } from './agreement.ts'
import { deliveredFiles } from './clone.ts'
import { codeKey, stepsKey } from './code-key.ts'
import { environment } from './edits.ts'
import type { Prediction } from './effects.ts'
import { type Place, predictedEffects } from './prediction.ts'
import { applyEdit, editContext, propose } from './proposal.ts'
import { type RecordedResult, recordedResult } from './recorded-results.ts'
import type { Scenario } from './scenario.ts'

export interface PlannedScenario {
  readonly scenario: Scenario
  /** A hash of the objects in git before and after the change, of the programs, and of the code that carries it out. */
  readonly key: string
  /** The recorded result with the prediction of today. Undefined if the scenario must run. */
  readonly result: RecordedResult | undefined
}

/** Makes each change in a clone without a cluster, and compares it with the recorded one. */
export async function planScenarios(tool: Tool, scenarios: readonly Scenario[]): Promise<readonly PlannedScenario[]> {
  const code = codeKey(tool)
  const clone = await createClone(environmentNames, kubernetesMinor)
  try {
    const { namespace } = (await loadStack(clone.folder, environment)).environment
    const planned: PlannedScenario[] = []
    for (const scenario of scenarios)
      planned.push(await planScenario(clone, { environment, tool, namespace }, scenario, code))
    return planned
  } finally {
    await clone.stop()
  }
}

/** Without what differs in each run: the port of the Git host, and the time of a restart. */
const withoutRun = (content: string, host: string): string =>
  content.replaceAll(new URL(host).host, 'HOST').replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')

/** An edit that fails gets an empty key, so that the scenario runs and reports the error. */
async function planScenario(
  clone: WorkingClone,
  place: Place,
  scenario: Scenario,
  code: string,
): Promise<PlannedScenario> {
  const start = clone.head()
  const hash = createHash('sha256').update(JSON.stringify([code, place.tool, stepsKey(scenario)]))
  const addFiles = (): void => {
    for (const [file, content] of deliveredFiles(clone.folder, environment))
      hash.update(JSON.stringify([file, withoutRun(content, clone.host.url)]))
  }
  addFiles()
  try {
    const target = { clone: clone.folder, environment, host: clone.host, tool: place.tool }
    const context = await editContext(target)
    if (scenario.prepare !== undefined) {
      await applyEdit(target, scenario.prepare, context)
      commit(clone.folder, `Prepare ${scenario.name}`)
      addFiles()
    }
    const { document } = await propose(target, scenario, context)
    addFiles()
    const key = hash.digest('hex')
    const predicted = predictedEffects(document, place, scenario.brokenImage)
    return { scenario, key, result: withPrediction(recordedResult(place.tool, scenario.name), key, predicted) }
  } catch {
    return { scenario, key: '', result: undefined }
  } finally {
    git(clone.folder, 'reset', '--quiet', '--hard', start)
    git(clone.folder, 'clean', '--quiet', '--force', '-d')
  }
}

/** The recorded result if it is one of the same change, and agrees with what `diff` predicts today. */
export function withPrediction(
  recorded: RecordedResult | undefined,
  key: string,
  predicted: Prediction,
): RecordedResult | undefined {
  if (recorded?.key !== key || disagreements(predicted, recorded.observed).length > 0) return undefined
  return { ...recorded, predicted, disagreements: [] }
}
