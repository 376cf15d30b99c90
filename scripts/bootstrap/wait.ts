import { identityOf, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { sleep } from 'zx'
import { healthOf, isWorkload } from '../health.ts'
import type { Kubectl } from '../kubectl.ts'
import { getAllLike } from '../live-objects.ts'

interface Waited {
  readonly name: string
  /** For the cluster with the delivery objects. */
  readonly hub: Kubectl
  /** For the cluster with the stack. */
  readonly cluster: Kubectl
  readonly delivery: readonly KubernetesObject[]
  readonly manifests: readonly KubernetesObject[]
}

/** Waits until all delivery objects are healthy, prints what they report meanwhile, and returns the exit code. */
export async function waitUntilHealthy(waited: Waited, minutes: number): Promise<number> {
  const end = Date.now() + minutes * 60_000
  const printed = new Map<string, string>()
  for (;;) {
    const states = await healthOfAll(waited.hub, waited.delivery)
    for (const { label, state } of states) {
      if (printed.get(label) !== state) console.log(`  ${label}: ${state}`)
      printed.set(label, state)
    }
    const healthy = states.every((one) => one.healthy)
    if (healthy || Date.now() >= end) {
      await printWorkloads(waited)
      console.log(healthy ? `${waited.name} is healthy.` : unhealthyLine(waited, minutes))
      return healthy ? 0 : 1
    }
    await sleep(Math.min(5_000, Math.max(0, end - Date.now())))
  }
}

const unhealthyLine = ({ name, hub, cluster }: Waited, minutes: number): string =>
  `${name} is not healthy after ${minutes} minutes. For the reason: npm run status -- ${name} --context ${cluster.context}${hub === cluster ? '' : ` --hub ${hub.context}`}`

async function printWorkloads({ cluster, manifests }: Waited): Promise<void> {
  const workloads = manifests.filter(isWorkload)
  for (const { label, healthy, state } of await healthOfAll(cluster, workloads))
    console.log(`  ${healthy ? 'healthy' : 'waiting'}  ${label}: ${state}`)
}

async function healthOfAll(kubectl: Kubectl, objects: readonly KubernetesObject[]) {
  const found = await getAllLike(kubectl, objects)
  return objects.map((object) => ({ label: labelOf(object), ...healthOf(found.get(identityOf(object))) }))
}
