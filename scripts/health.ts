import type { LiveObject } from './kubectl.ts'

interface Condition {
  readonly type: string
  readonly status: string
  readonly message?: string
}

export interface Health {
  readonly healthy: boolean
  /** What the object says of itself. */
  readonly words: string
}

/** What a delivery object or a workload says of itself. An object without a status of its own is healthy where it is there. */
export function healthOf(object: LiveObject | undefined): Health {
  if (object === undefined) return { healthy: false, words: 'is not there' }
  const { kind, status = {} } = object
  if (kind === 'AppProject') return { healthy: true, words: 'is there' }
  if (kind === 'Application') return applicationHealth(status)
  if (kind === 'StatefulSet' || kind === 'Deployment') return workloadHealth(object)
  const ready = ((status.conditions ?? []) as readonly Condition[]).find(({ type }) => type === 'Ready')
  const observed = status.observedGeneration === object.metadata.generation
  if (ready === undefined) return { healthy: false, words: 'has not been looked at yet' }
  return { healthy: ready.status === 'True' && observed, words: ready.message ?? ready.status }
}

function applicationHealth(status: Readonly<Record<string, unknown>>): Health {
  const { sync, health, operationState } = status as {
    sync?: { status: string }
    health?: { status: string }
    operationState?: { phase?: string; message?: string }
  }
  if (sync === undefined) return { healthy: false, words: 'has not been looked at yet' }
  const failed =
    operationState?.phase === 'Failed' || operationState?.phase === 'Error' ? `: ${operationState.message ?? ''}` : ''
  return {
    healthy: sync.status === 'Synced' && health?.status === 'Healthy',
    words: `${sync.status}, ${health?.status ?? 'Unknown'}${failed}`,
  }
}

function workloadHealth({ spec, status = {}, metadata }: LiveObject & { spec?: { replicas?: number } }): Health {
  const wanted = spec?.replicas ?? 1
  const ready = Number(status.readyReplicas ?? 0)
  const updated = Number(status.updatedReplicas ?? 0)
  return {
    healthy: ready === wanted && updated === wanted && status.observedGeneration === metadata.generation,
    words: `${ready} of ${wanted} ready`,
  }
}
