import type { LiveObject } from '../kubectl.ts'
import type { Claim, Event, Pod, PodFacts } from './pod-facts.ts'
import type { Reader } from './reader.ts'

/** The pods of the stack with what explains their states. */
export async function gatherPods(
  reader: Reader,
  namespaces: readonly string[],
  workloads: readonly LiveObject[],
): Promise<PodFacts> {
  const parts = await Promise.all(namespaces.map((namespace) => gatherNamespace(reader, namespace)))
  return {
    pods: parts.flatMap(({ pods }) => pods),
    claims: parts.flatMap(({ claims }) => claims),
    events: parts.flatMap(({ events }) => events),
    workloads,
  }
}

async function gatherNamespace(reader: Reader, namespace: string): Promise<Omit<PodFacts, 'workloads'>> {
  const args = [`--namespace=${namespace}`]
  const pods: readonly Pod[] = await reader.list('v1', 'Pod', [...args, '--selector=app.kubernetes.io/part-of=thanos'])
  const [claims, events]: [readonly Claim[], readonly Event[]] = await Promise.all([
    reader.list('v1', 'PersistentVolumeClaim', args),
    reader.list('v1', 'Event', [...args, '--field-selector=type=Warning']),
  ])
  return { pods, claims, events }
}
