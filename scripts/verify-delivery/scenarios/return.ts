// The way back to the start state after a scenario.
import type { DeliveryRig } from '../delivery-rig.ts'
import { restoreFiles } from './edits.ts'
import type { Scenario } from './scenario.ts'
import { isComplete, podsAreQuiet } from './target.ts'

/** The start state has not returned, so that no other scenario can run. */
export class LostStart extends Error {}

/** Pushes the revert of everything since a commit, and returns its own commit. The sources are then those of the start. */
export async function pushRevert(rig: DeliveryRig, scenario: Scenario, start: string): Promise<string> {
  restoreFiles(rig.clone, start)
  const commit = await rig.push(`Revert ${scenario.name}`)
  await endOperation(rig)
  await scenario.restore?.(rig)
  return commit
}

/** @throws LostStart if the tool does not apply the revert */
export async function waitForStart(rig: DeliveryRig, scenario: Scenario, commit: string): Promise<void> {
  const repair = (): void => {
    if (scenario.brokenImage !== undefined) rig.repairImage(scenario.brokenImage)
  }
  // Flux applies the revert when its health check ends: after the timeout of 10 minutes, or when the pods are ready.
  if (rig.tool === 'flux') repair()
  await untilComplete(rig, commit)
  repair()
  await scenario.cleanUp?.(rig)
  await podsAreQuiet(rig, rig.pods.mark())
}

/** A tool can report the failure of the commit before for a while. */
async function untilComplete(rig: DeliveryRig, commit: string): Promise<void> {
  const deadline = Date.now() + 300_000
  for (;;) {
    const state = await rig.settle(commit)
    if (isComplete(state, commit)) return
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
