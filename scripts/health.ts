import type { LiveObject } from './kubectl.ts'

interface Condition {
  readonly type: string
  readonly status: string
  readonly message?: string
}

export interface Health {
  readonly healthy: boolean
  /** The state that the object reports. */
  readonly state: string
}

/** The health that a delivery object or a workload reports. A kind without a status is healthy if the object exists. */
export function healthOf(object: LiveObject | undefined): Health {
  if (object === undefined) return { healthy: false, state: 'does not exist' }
  const { kind, status = {} } = object
  if (kind === 'AppProject') return { healthy: true, state: 'exists' }
  if (kind === 'Application') return applicationHealth(status)
  if (kind === 'StatefulSet' || kind === 'Deployment') return workloadHealth(object)
  const ready = ((status.conditions ?? []) as readonly Condition[]).find(({ type }) => type === 'Ready')
  const observed = status.observedGeneration === object.metadata.generation
  if (ready === undefined) return { healthy: false, state: 'is not reconciled yet' }
  return { healthy: ready.status === 'True' && observed, state: ready.message ?? ready.status }
}

function applicationHealth(status: Readonly<Record<string, unknown>>): Health {
  const { sync, health, operationState } = status as {
    sync?: { status: string }
    health?: { status: string }
    operationState?: { phase?: string; message?: string }
  }
  if (sync === undefined) return { healthy: false, state: 'is not reconciled yet' }
  const failed =
    operationState?.phase === 'Failed' || operationState?.phase === 'Error' ? `: ${operationState.message ?? ''}` : ''
  return {
    healthy: sync.status === 'Synced' && health?.status === 'Healthy',
    state: `${sync.status}, ${health?.status ?? 'Unknown'}${failed}`,
  }
}

function workloadHealth({ spec, status = {}, metadata }: LiveObject & { spec?: { replicas?: number } }): Health {
  const wanted = spec?.replicas ?? 1
  const ready = Number(status.readyReplicas ?? 0)
  const updated = Number(status.updatedReplicas ?? 0)
  return {
    healthy: ready === wanted && updated === wanted && status.observedGeneration === metadata.generation,
    state: `${ready} of ${wanted} ready`,
  }
}
