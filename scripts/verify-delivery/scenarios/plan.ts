// Finds the scenarios that must run, because something changed on which the recorded observation depends.
import { createHash } from 'node:crypto'
import { loadStack } from '../../environment.ts'
import { commit, git } from '../../tests/clone.ts'
import { type Tool, tools } from '../delivery-rig.ts'
import { kubernetesMinor } from '../tool-rig.ts'
import { createClone, environmentNames, type WorkingClone } from '../working-clone.ts'
import { disagreements } from './agreement.ts'
import { deliveredFiles } from './clone.ts'
import { codeKey, stepsKey } from './code-key.ts'
import { environment } from './edits.ts'
import type { Prediction } from './effects.ts'
import type { PlannedScenario } from './planned-scenario.ts'
import { type DiffDocument, predictedEffects } from './prediction.ts'
import { applyEdit, editContext, propose } from './proposal.ts'
import { type RecordedResult, recordedResult } from './recorded-results.ts'
import type { Scenario } from './scenario.ts'

/** Makes each change in a clone without a cluster, and compares it with the recorded one of each tool. */
export async function planScenarios(
  chosenTools: readonly Tool[],
  scenarios: readonly Scenario[],
): Promise<readonly PlannedScenario[]> {
  const codes = new Map(chosenTools.map((tool) => [tool, codeKey(tool)]))
  const clone = await createClone(environmentNames, kubernetesMinor)
  try {
    const { namespace } = (await loadStack(clone.folder, environment)).environment
    const planned: PlannedScenario[] = []
    for (const scenario of scenarios) {
      const own = chosenTools.filter((tool) => (scenario.tools ?? tools).includes(tool))
      for (const [tool, change] of await changesFor(clone, scenario, own))
        planned.push(plannedWith(tool, scenario, change, codes.get(tool)!, namespace))
    }
    return planned
  } finally {
    await clone.stop()
  }
}

/** What a scenario changes in git. */
interface Change {
  /** A hash of the files that a tool reads, at the start, after the preparation and after the change. */
  readonly files: string
  readonly document: DiffDocument
  /** Whether the edit depends on the tool. */
  readonly isOfTool: boolean
}

/** The change for each tool: the same one, unless the edit asks for the tool. An edit that fails has none, so that the scenario runs and reports the error. */
async function changesFor(
  clone: WorkingClone,
  scenario: Scenario,
  chosenTools: readonly Tool[],
): Promise<ReadonlyMap<Tool, Change | undefined>> {
  const changes = new Map<Tool, Change | undefined>()
  let common: Change | undefined
  for (const tool of chosenTools) {
    const change = common ?? (await changeOf(clone, scenario, tool))
    if (change?.isOfTool === false) common = change
    changes.set(tool, change)
  }
  return changes
}

/** Without what differs in each run: the port of the Git host, and the time of a restart. */
const withoutRun = (content: string, host: string): string =>
  content.replaceAll(new URL(host).host, 'HOST').replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')

async function changeOf(clone: WorkingClone, scenario: Scenario, tool: Tool): Promise<Change | undefined> {
  const start = clone.head()
  const hash = createHash('sha256')
  const addFiles = (): void => {
    for (const [file, content] of deliveredFiles(clone.folder, environment))
      hash.update(JSON.stringify([file, withoutRun(content, clone.host.url)]))
  }
  addFiles()
  try {
    const target = { clone: clone.folder, environment, host: clone.host, tool }
    let isOfTool = false
    const context = {
      ...(await editContext(target)),
      get tool() {
        isOfTool = true
        return tool
      },
    }
    if (scenario.prepare !== undefined) {
      await applyEdit(target, scenario.prepare, context)
      commit(clone.folder, `Prepare ${scenario.name}`)
      addFiles()
    }
    const { document } = await propose(target, scenario, context)
    addFiles()
    return { files: hash.digest('hex'), document, isOfTool }
  } catch {
    return undefined
  } finally {
    git(clone.folder, 'reset', '--quiet', '--hard', start)
    git(clone.folder, 'clean', '--quiet', '--force', '-d')
  }
}

function plannedWith(
  tool: Tool,
  scenario: Scenario,
  change: Change | undefined,
  code: string,
  namespace: string,
): PlannedScenario {
  const { name, brokenImage } = scenario
  if (change === undefined) return { tool, name, key: '' }
  const key = createHash('sha256')
    .update(JSON.stringify([code, tool, stepsKey(scenario), change.files]))
    .digest('hex')
  const predicted = predictedEffects(change.document, { environment, tool, namespace }, brokenImage)
  return { tool, name, key, result: withPrediction(recordedResult(tool, name), key, predicted) }
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
