// Finds the scenarios that need not run, because nothing changed on which their recorded observation depends.
import { loadStack } from '../../environment.ts'
import { commit, git } from '../../tests/clone.ts'
import { type Tool, tools } from '../delivery-rig.ts'
import { kubernetesMinor } from '../tool-rig.ts'
import { createClone, environmentNames, type WorkingClone } from '../working-clone.ts'
import { disagreements } from './agreement.ts'
import { codeKey, scenarioKey } from './code-key.ts'
import { deliveredDigest } from './delivered-digest.ts'
import { environment } from './edits.ts'
import type { Prediction } from './effects.ts'
import type { PlannedScenario } from './planned-scenario.ts'
import { type DiffDocument, predictedEffects } from './prediction.ts'
import { applyEdit, editContext, propose } from './proposal.ts'
import { type RecordedResult, recordedResult } from './recorded-results.ts'
import type { Scenario } from './scenario.ts'

/** A scenario that has run with a tool. */
interface Candidate {
  readonly scenario: Scenario
  readonly tool: Tool
  readonly recorded: RecordedResult
}

/** Makes each change that has a recorded result in a clone without a cluster, and returns the results that still hold. */
export async function planScenarios(
  chosenTools: readonly Tool[],
  scenarios: readonly Scenario[],
): Promise<readonly PlannedScenario[]> {
  const candidates = scenarios.flatMap((scenario) =>
    (scenario.tools ?? tools)
      .filter((tool) => chosenTools.includes(tool))
      .flatMap((tool): readonly Candidate[] => {
        const recorded = recordedResult(tool, scenario.name)
        return recorded === undefined ? [] : [{ scenario, tool, recorded }]
      }),
  )
  if (candidates.length === 0) return []
  const codes = new Map(chosenTools.map((tool) => [tool, codeKey(tool)]))
  const clone = await createClone(environmentNames, kubernetesMinor)
  try {
    const { namespace } = (await loadStack(clone.folder, environment)).environment
    const planned: PlannedScenario[] = []
    for (const own of Map.groupBy(candidates, ({ scenario }) => scenario).values())
      for (const [candidate, { document, files }] of await changesFor(clone, own)) {
        const { scenario, tool, recorded } = candidate
        const predicted = predictedEffects(document, { environment, tool, namespace }, scenario.brokenImage)
        const result = withPrediction(recorded, scenarioKey(codes.get(tool)!, tool, scenario, files), predicted)
        if (result !== undefined) planned.push({ tool, name: scenario.name, result })
      }
    return planned
  } finally {
    await clone.stop()
  }
}

/** What a scenario changes in git. */
interface Change {
  /** Digests of what a tool reads at the start, after the preparation and after the change. */
  readonly files: readonly string[]
  readonly document: DiffDocument
  /** Whether the edit depends on the tool. */
  readonly isOfTool: boolean
}

/** The change of a scenario for each tool: the same one, unless the edit asks for the tool. An edit that fails has none, so that the scenario runs and reports the error. */
async function changesFor(
  clone: WorkingClone,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<Candidate, Change>> {
  const changes = new Map<Candidate, Change>()
  let common: Change | undefined
  for (const candidate of candidates) {
    const change = common ?? (await changeOf(clone, candidate))
    if (change === undefined) continue
    if (!change.isOfTool) common = change
    changes.set(candidate, change)
  }
  return changes
}

async function changeOf(clone: WorkingClone, { scenario, tool }: Candidate): Promise<Change | undefined> {
  const start = clone.head()
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
    const files: string[] = []
    if (scenario.prepare !== undefined) {
      files.push(deliveredDigest(target))
      await applyEdit(target, scenario.prepare, context)
      commit(clone.folder, `Prepare ${scenario.name}`)
    }
    const { document, files: ofChange } = await propose(target, scenario, context)
    return { files: [...files, ...ofChange], document, isOfTool }
  } catch {
    return undefined
  } finally {
    git(clone.folder, 'reset', '--quiet', '--hard', start)
    git(clone.folder, 'clean', '--quiet', '--force', '-d')
  }
}

/** The recorded result if it is one of the same change, and agrees with what `diff` predicts today. */
export function withPrediction(
  recorded: RecordedResult,
  key: string,
  predicted: Prediction,
): RecordedResult | undefined {
  if (recorded.key !== key || disagreements(predicted, recorded.observed).length > 0) return undefined
  return { ...recorded, predicted, disagreements: [] }
}
