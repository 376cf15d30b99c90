import type { LiveObject } from '../kubectl.ts'
import type { Claim, Event, Pod, PodFacts } from './pod-facts.ts'
import type { Reader } from './reader.ts'

/** The pods of the stack with what explains their states. Workloads that are ready need neither claims nor events. */
export async function gatherPods(
  reader: Reader,
  namespace: string,
  workloads: readonly LiveObject[],
): Promise<PodFacts> {
  const args = [`--namespace=${namespace}`]
  const pods: readonly Pod[] = await reader.list('v1', 'Pod', [...args, '--selector=app.kubernetes.io/part-of=thanos'])
  const [claims, events]: [readonly Claim[], readonly Event[]] = await Promise.all([
    reader.list('v1', 'PersistentVolumeClaim', args),
    reader.list('v1', 'Event', [...args, '--field-selector=type=Warning']),
  ])
  return { pods, claims, events, workloads }
}
