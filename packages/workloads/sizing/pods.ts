import type { Size } from './sizes.ts'

/** What one node has for pods: `kubectl get nodes -o yaml` shows it as `allocatable`. Bytes and processors. */
export interface NodeCapacity {
  readonly cpu?: number | undefined
  readonly memory?: number | undefined
}

/** A pod whose requests no node can hold. */
export interface OversizedPod {
  readonly workload: string
  readonly resource: 'cpu' | 'memory'
  readonly needed: number
  readonly available: number
  /** In how many equal parts the load fits. */
  readonly parts: number
  readonly sizes: readonly Size[]
}

/** The pods that no node can hold, by the sums of what their containers need. */
export function oversizedPods(sizes: readonly Size[], node: NodeCapacity): readonly OversizedPod[] {
  const pods = Map.groupBy(sizes, ({ workload }) => workload)
  return [...pods].flatMap(([workload, all]) =>
    (['cpu', 'memory'] as const).flatMap((resource) => {
      const available = node[resource]
      const needing = all.filter((size) => size.resource === resource)
      const needed = needing.reduce((sum, { value }) => sum + value, 0)
      if (available === undefined || needed <= available) return []
      return [{ workload, resource, needed, available, parts: Math.ceil(needed / available), sizes: needing }]
    }),
  )
}
