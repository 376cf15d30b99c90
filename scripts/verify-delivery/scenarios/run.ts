// Runs scenarios on a rig: prediction, sync, observation, comparison, and back to the start state.

import type { DeliveryRig, Tool, ToolState } from '../delivery-rig.ts'
import { until } from '../processes.ts'
import { disagreements } from './agreement.ts'
import { changedFiles, head, predict, render, renderedObjects } from './clone.ts'
import { restoreFiles } from './edits.ts'
import { observedEffects, type Recording } from './observation.ts'
import { type DiffDocument, predictedEffects } from './prediction.ts'
import type { ToolResult } from './results.ts'
import type { Edit, EditContext, Scenario } from './scenario.ts'
import { snapshotOf } from './snapshot.ts'

/** What one scenario recorded: the prediction of diff, and what happened afterwards. */
export interface Trial {
  readonly document: DiffDocument
  readonly recording: Recording
  /** From the push until the tool was done and no pod changed any more. */
  readonly seconds: number
}

/** The part of a rig that a change needs. */
export type Target = Pick<
  DeliveryRig,
  'tool' | 'clone' | 'environment' | 'namespace' | 'client' | 'pods' | 'host' | 'push' | 'settle' | 'breakImage'
>

/**
 * Runs one scenario, and then returns to the start state.
 *
 * @param report gets what was recorded, before the return
 * @throws LostStart if the start state does not return, so that no other scenario can run
 */
export async function runScenario(rig: DeliveryRig, scenario: Scenario, report: (trial: Trial) => void): Promise<void> {
  const start = await head(rig.clone)
  const context = contextOf(rig, start)
  try {
    await scenario.provide?.(rig)
    if (scenario.prepare !== undefined) await prepare(rig, scenario, scenario.prepare, context)
    report(await tryChange(rig, scenario, context))
  } finally {
    await restore(rig, scenario, start)
  }
}

const contextOf = ({ clone, host, tool }: Target, start: string): EditContext => ({ clone, host, tool, start })

export class LostStart extends Error {}

/** Compares the prediction with what happened. */
export function resultOf(scenario: Scenario, tool: Tool, environment: string, trial: Trial): ToolResult {
  const { document, recording, seconds } = trial
  const place = { environment, tool, namespace: recording.namespace }
  const predicted = predictedEffects(document, place, scenario.brokenImage)
  const observed = observedEffects(recording)
  const { message } = recording.state
  return { predicted, observed, disagreements: disagreements(predicted, observed), seconds, message }
}

/** Applies an edit and renders it. Throws if nothing that a tool reads changes. */
async function edited(rig: Target, edit: Edit, context: EditContext): Promise<void> {
  await edit(context)
  await render(rig.clone, rig.environment)
  const rendered = (await changedFiles(rig.clone)).filter((file) => /\/(manifests|delivery)\//.test(file))
  if (rendered.length === 0) throw new Error('The edit changes no rendered file.')
}

async function prepare(rig: Target, scenario: Scenario, edit: Edit, context: EditContext): Promise<void> {
  await edited(rig, edit, context)
  const commit = await rig.push(`Prepare ${scenario.name}`)
  const state = await (scenario.preparationFails ? rig.settle(commit) : settled(rig, commit))
  const isAsExpected = scenario.preparationFails === true ? state.isFailed : isComplete(state)
  if (!isAsExpected) throw new Error(`The state before the change is not as expected: ${state.message}`)
}

const isComplete = ({ isSynced, isHealthy, isFailed }: ToolState): boolean => isSynced && isHealthy && !isFailed

/** Makes the change of a scenario, and records what diff predicts and what happens. */
export async function tryChange(
  rig: Target,
  scenario: Scenario,
  context: EditContext = contextOf(rig, 'HEAD'),
): Promise<Trial> {
  const { clone, environment, namespace, client } = rig
  const before = renderedObjects(clone, environment)
  await edited(rig, scenario.edit, context)
  const after = renderedObjects(clone, environment)
  // The prediction is complete before the tool gets the change.
  const document = await predict(clone, environment, 'HEAD')
  const snapshot = () => snapshotOf(client.send, [...before, ...after], namespace)
  const clusterBefore = await snapshot()
  const mark = rig.pods.mark()
  if (scenario.brokenImage !== undefined) rig.breakImage(scenario.brokenImage)
  const pushed = Date.now()
  const state = await settled(rig, await rig.push(scenario.name))
  await podsAreQuiet(rig, mark)
  const seconds = Math.round((Date.now() - pushed) / 1000)
  const cluster = { before: clusterBefore, after: await snapshot() }
  const events = rig.pods.since(mark)
  return { document, seconds, recording: { namespace, git: { before, after }, cluster, events, state } }
}

/**
 * Waits until the tool has applied a commit, or cannot. A failure counts if Argo CD's first retry fails as well: an Application that
 * is updated in the same commit can be synced before its AppProject.
 */
async function settled(rig: Target, commit: string): Promise<ToolState> {
  for (;;) {
    const state = await rig.settle(commit)
    if (!state.isFailed || !state.message.includes('Retrying attempt #1 ')) return state
  }
}

/** Waits until each pod that is being deleted is gone, and no event has arrived for a second. */
async function podsAreQuiet(rig: Target, mark: number): Promise<void> {
  let seen = -1
  let quietSince = Date.now()
  await until('no pod changes', async () => {
    const events = rig.pods.since(mark)
    if (events.length !== seen) {
      seen = events.length
      quietSince = Date.now()
      return undefined
    }
    const gone = new Set(events.filter(({ kind }) => kind === 'deleted').map(({ uid }) => uid))
    const isEnding = events.some(({ kind, uid }) => kind === 'deleting' && !gone.has(uid))
    return !isEnding && Date.now() - quietSince >= 1000 ? true : undefined
  })
}

/** Reverts everything, and waits until the tool has applied the start state. */
async function restore(rig: DeliveryRig, scenario: Scenario, start: string): Promise<void> {
  restoreFiles(rig.clone, start)
  const commit = await rig.push(`Revert ${scenario.name}`)
  await endOperation(rig)
  await scenario.restore?.(rig)
  // Flux applies the revert when its health check ends: after the timeout of 10 minutes, or when the pods are ready.
  const mend = (): void => {
    if (scenario.brokenImage !== undefined) rig.mendImage(scenario.brokenImage)
  }
  if (rig.tool === 'flux') mend()
  await returnToStart(rig, commit)
  mend()
  await scenario.cleanUp?.(rig)
  await podsAreQuiet(rig, rig.pods.mark())
}

/** A tool can report the failure of the commit before for a while. */
async function returnToStart(rig: DeliveryRig, commit: string): Promise<void> {
  const deadline = Date.now() + 120_000
  for (;;) {
    const state = await rig.settle(commit)
    if (isComplete(state)) return
    if (Date.now() > deadline) throw new LostStart(`The start state did not return: ${state.message}`)
  }
}

/**
 * Argo CD applies no newer commit while an operation waits for health. The documented command removes the operation and its state, so
 * that Argo CD starts with the newest commit.
 */
async function endOperation({ tool, client, environment }: DeliveryRig): Promise<void> {
  if (tool !== 'argo-cd') return
  const path = `/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/thanos-${environment}`
  const { body } = await client.send('GET', path)
  const { status } = body as { readonly status?: { readonly operationState?: { readonly phase?: string } } }
  if (status?.operationState?.phase !== 'Running') return
  const annotations = { 'argocd.argoproj.io/refresh': 'normal' }
  const patch = { metadata: { annotations }, operation: null, status: { operationState: null } }
  await client.send('PATCH', path, patch, 'application/merge-patch+json')
}
