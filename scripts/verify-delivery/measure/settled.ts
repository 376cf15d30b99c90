import type { LiveObject } from '../../kubectl.ts'
import { listObjects, type SendRequest } from '../api-client.ts'
import { applicationsPath, isIdle } from '../argo-cd-state.ts'
import type { Tool } from '../delivery-rig.ts'
import { kustomizationsPath, readyOf } from '../flux-state.ts'

/** Whether all environments are synced and healthy, and nothing is left to do. */
export async function isSettled(send: SendRequest, tool: Tool, environments: number): Promise<boolean> {
  const isDone = tool === 'flux' ? isApplied : isIdle
  const objects = await listObjects(send, tool === 'flux' ? kustomizationsPath : applicationsPath)
  return objects.length >= 2 * environments && objects.every(isDone)
}

function isApplied(kustomization: LiveObject): boolean {
  const { status, metadata } = kustomization
  return (
    readyOf(kustomization)?.status === 'True' &&
    status?.observedGeneration === metadata.generation &&
    status?.lastAppliedRevision === status?.lastAttemptedRevision
  )
}
