// Runs scenarios on a rig: prediction, sync, observation, and back to the start state.
import type { DeliveryRig, Tool } from '../delivery-rig.ts'
import { disagreements } from './agreement.ts'
import { head } from './clone.ts'
import { deliveredDigest } from './delivered-digest.ts'
import { observedEffects, type Recording } from './observation.ts'
import { type DiffDocument, predictedEffects } from './prediction.ts'
import { applyEdit, editContext, type Proposal, propose } from './proposal.ts'
import type { ToolResult } from './results.ts'
import { pushRevert, waitForStart } from './return.ts'
import type { EditContext, Scenario } from './scenario.ts'
import { snapshotOf } from './snapshot.ts'
import { isComplete, podsAreQuiet, settled, type Target } from './target.ts'

/** What one scenario recorded: the prediction of diff, and what happened afterwards. */
export interface Trial {
  readonly document: DiffDocument
  /** Digests of what the tool reads at the start, after the preparation and after the change. */
  readonly files: readonly string[]
  readonly recording: Recording
  /** From the push until the tool was done and no pod changed any more. */
  readonly seconds: number
}

/**
 * Runs scenarios one after the other, each from the start state. While the tool returns to it, the next change is prepared.
 *
 * @param report gets what was recorded, or why the scenario could not run
 * @throws LostStart if the start state does not return, so that no other scenario can run
 */
export async function runScenariosOn(
  rig: DeliveryRig,
  scenarios: readonly Scenario[],
  report: (scenario: Scenario, result: Trial | Error) => void,
): Promise<void> {
  let proposal = proposed(rig, scenarios[0])
  for (const [index, scenario] of scenarios.entries()) {
    const start = await head(rig.clone)
    try {
      const trial = await tryScenario(rig, scenario, await proposal)
      await scenario.proof?.(rig)
      report(scenario, trial)
    } catch (error) {
      report(scenario, asError(error))
    }
    const commit = await pushRevert(rig, scenario, start)
    proposal = proposed(rig, scenarios[index + 1])
    await waitForStart(rig, scenario, commit)
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/** The proposal of a scenario that changes the start state; undefined for another one. An error is returned, to be thrown later. */
async function proposed(rig: DeliveryRig, scenario: Scenario | undefined): Promise<Proposal | Error | undefined> {
  if (scenario === undefined || scenario.prepare !== undefined) return undefined
  try {
    return await propose(rig, scenario, await editContext(rig))
  } catch (error) {
    return asError(error)
  }
}

async function tryScenario(
  rig: DeliveryRig,
  scenario: Scenario,
  proposal: Proposal | Error | undefined,
): Promise<Trial> {
  if (proposal instanceof Error) throw proposal
  await scenario.provide?.(rig)
  if (proposal !== undefined) return tryProposal(rig, scenario, proposal)
  const context = await editContext(rig)
  const start = deliveredDigest(rig)
  await prepare(rig, scenario, context)
  const prepared = await propose(rig, scenario, context)
  return tryProposal(rig, scenario, { ...prepared, files: [start, ...prepared.files] })
}

/** Merges and syncs what a scenario needs before its change. */
async function prepare(
  rig: DeliveryRig,
  { name, prepare: edit, preparationFails = false }: Scenario,
  context: EditContext,
): Promise<void> {
  await applyEdit(rig, edit!, context)
  const commit = await rig.push(`Prepare ${name}`)
  const state = await (preparationFails ? rig.settle(commit) : settled(rig, commit))
  if (preparationFails ? !state.isFailed : !isComplete(state, commit))
    throw new Error(`The state before the change is not as expected: ${state.message}`)
}

/** Makes the change of a scenario, and records what diff predicts and what happens. */
export const tryChange = async (target: Target, scenario: Scenario): Promise<Trial> =>
  tryProposal(target, scenario, await propose(target, scenario, await editContext(target)))

async function tryProposal(target: Target, { name, brokenImage }: Scenario, proposal: Proposal): Promise<Trial> {
  const { namespace, client, pods } = target
  const { document, files, git } = proposal
  const snapshot = () => snapshotOf(client.send, [...git.before, ...git.after], namespace)
  const before = await snapshot()
  const mark = pods.mark()
  if (brokenImage !== undefined) target.breakImage(brokenImage)
  const pushed = Date.now()
  const state = await settled(target, await target.push(name))
  await podsAreQuiet(target, mark)
  const seconds = Math.round((Date.now() - pushed) / 1000)
  const cluster = { before, after: await snapshot() }
  return { document, files, seconds, recording: { namespace, git, cluster, events: pods.since(mark), state } }
}

/** Compares the prediction with what happened. */
export function resultOf(scenario: Scenario, tool: Tool, environment: string, trial: Trial): ToolResult {
  const { document, recording, seconds } = trial
  const place = { environment, tool, namespace: recording.namespace }
  const predicted = predictedEffects(document, place, scenario.brokenImage)
  const observed = observedEffects(recording)
  const { message } = recording.state
  return { predicted, observed, disagreements: disagreements(predicted, observed), seconds, message }
}
