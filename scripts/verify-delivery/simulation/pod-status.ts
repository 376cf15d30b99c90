// The status that a kubelet writes.
import { type KubernetesObject, mappingsOf, stringAt, valueAt } from '@thanos-gitops/manifest'

/** Why the containers of a pod do not run. */
export interface Waiting {
  /** As the kubelet writes it: ContainerCreating, ImagePullBackOff. */
  readonly reason: string
  readonly message: string
}

export function waitingStatus(pod: KubernetesObject, { reason, message }: Waiting): object {
  return {
    phase: 'Pending',
    conditions: conditions('False', ['ContainersReady', 'Ready']),
    containerStatuses: containerStatuses(pod, false, { waiting: { reason, message } }),
  }
}

export function runningStatus(pod: KubernetesObject, podIP: string): object {
  const startedAt = new Date().toISOString()
  // The pod of a Job ends at once.
  if (stringAt(pod, 'spec', 'restartPolicy') !== 'Always')
    return {
      phase: 'Succeeded',
      conditions: conditions('False', ['Ready']),
      containerStatuses: containerStatuses(pod, false, {
        terminated: { exitCode: 0, reason: 'Completed', startedAt, finishedAt: startedAt },
      }),
    }
  return {
    phase: 'Running',
    startTime: startedAt,
    podIP,
    podIPs: [{ ip: podIP }],
    conditions: conditions('True', ['Initialized', 'ContainersReady', 'Ready']),
    containerStatuses: containerStatuses(pod, true, { running: { startedAt } }),
  }
}

function conditions(status: 'True' | 'False', types: readonly string[]): readonly object[] {
  const lastTransitionTime = new Date().toISOString()
  return types.map((type) => ({ type, status, lastTransitionTime }))
}

const containerStatuses = (pod: KubernetesObject, ready: boolean, state: object): readonly object[] =>
  mappingsOf(valueAt(pod, ['spec', 'containers'])).map(({ name, image }) => ({
    name,
    image,
    imageID: '',
    restartCount: 0,
    ready,
    started: ready,
    state,
  }))
