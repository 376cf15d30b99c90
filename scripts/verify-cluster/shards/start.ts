import type { Check } from '../checks/check.ts'
import { createPodObjects } from '../pods/pod-objects.ts'
import type { Plan } from '../pods/running-environment.ts'
import { type Shards, shardsOf } from './subject.ts'

export const startTitle =
  'starts two shards of the store gateway and of Prometheus with the arguments in the API server'

export const each = (component: string, replicas: number): Plan =>
  Object.fromEntries(shardsOf(component).map((name) => [name, replicas]))

/** Later checks start the rulers, which also send queries, and the compactors, which replace blocks. */
export const startCheck: Check<Shards> = {
  title: startTitle,
  async run({ rig, sharded, whole }) {
    const start = Date.now()
    const objects = (await sharded.apply()) + (await whole.apply())
    await whole.start({ 'thanos-store': 1, 'thanos-query': 1 })
    await sharded.start({
      ...each('thanos-store', 2),
      ...each('prometheus', 2),
      'thanos-query': 1,
    })
    await createPodObjects(rig.shared.server.kubectl, sharded.objects)
    const pods = [...whole.pods.values(), ...sharded.pods.values()]
    const memory = pods.map((pod) => pod.memory())
    return `${objects} objects applied; ${pods.length} pods ready after ${Math.round((Date.now() - start) / 1000)} s, ${Math.min(...memory)} to ${Math.max(...memory)} MiB each`
  },
}
