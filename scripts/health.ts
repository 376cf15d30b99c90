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
  if (isWorkload(object)) return workloadHealth(object)
  const ready = ((status.conditions ?? []) as readonly Condition[]).find(({ type }) => type === 'Ready')
  const observed = status.observedGeneration === object.metadata.generation
  if (ready === undefined) return { healthy: false, state: 'is not reconciled yet' }
  return { healthy: ready.status === 'True' && observed, state: ready.message ?? ready.status }
}

interface ApplicationStatus {
  readonly sync?: { readonly status: string }
  readonly health?: { readonly status: string }
  readonly conditions?: readonly Condition[]
  readonly operationState?: { readonly phase?: string; readonly message?: string }
}

function applicationHealth(status: ApplicationStatus): Health {
  const { sync, health, conditions = [], operationState = {} } = status
  const error = conditions.find(({ type }) => type.endsWith('Error'))
  const { phase = 'Succeeded', message = '' } = operationState
  const reason = error === undefined ? (phase === 'Succeeded' ? '' : message) : `${error.type}: ${error.message ?? ''}`
  if (sync === undefined)
    return { healthy: false, state: error === undefined ? 'is not reconciled yet' : `is not reconciled: ${reason}` }
  const isSettled = sync.status === 'Synced' && health?.status === 'Healthy' && error === undefined
  return {
    // An operation that failed before the commit that is Synced now is over; one that retries is not.
    healthy: isSettled && phase !== 'Running' && phase !== 'Terminating',
    state: `${sync.status}, ${health?.status ?? 'Unknown'}${reason === '' || (isSettled && phase !== 'Running') ? '' : `: ${reason}`}`,
  }
}

/** Whether an object is of a kind whose pods should all run. */
export const isWorkload = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'StatefulSet' || kind === 'Deployment' || kind === 'DaemonSet'

export interface PodCounts {
  readonly wanted: number
  readonly existing: number
  readonly ready: number
  readonly updated: number
}

/** How many pods a workload should have, and has. Those of a DaemonSet follow from the nodes. */
export function podCountsOf({ kind, spec, status = {} }: LiveObject & { spec?: { replicas?: number } }): PodCounts {
  const count = (field: string) => Number(status[field] ?? 0)
  return kind === 'DaemonSet'
    ? {
        wanted: count('desiredNumberScheduled'),
        existing: count('currentNumberScheduled'),
        ready: count('numberReady'),
        updated: count('updatedNumberScheduled'),
      }
    : {
        wanted: spec?.replicas ?? 1,
        existing: count('replicas'),
        ready: count('readyReplicas'),
        updated: count('updatedReplicas'),
      }
}

function workloadHealth(object: LiveObject): Health {
  const { wanted, ready, updated } = podCountsOf(object)
  return {
    healthy: ready === wanted && updated === wanted && object.status?.observedGeneration === object.metadata.generation,
    state: `${ready} of ${wanted} ready`,
  }
}
