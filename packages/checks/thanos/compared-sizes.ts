// The sizes that an environment has, and those that its load needs.
import { type EnvironmentSize, labelOf, unshardedName } from '@thanos-gitops/manifest'
import type { Container, Workload } from '@thanos-gitops/workloads'
import { completeLoad, type Load, type Resource, type Size, type Stack, sizesOf } from '@thanos-gitops/workloads/sizing'
import type { CheckContext } from '../engine/check.ts'
import { ownerOfRequest } from '../wiring/vertical-autoscalers.ts'
import { type Amount, capacityOf, resourceOf } from './resources.ts'

/** A size of a container of the environment. */
export interface ComparedSize {
  readonly size: Size
  readonly container: Container
  /** Undefined if the manifests set none. */
  readonly amount: Amount | undefined
  readonly isEnough: boolean
  /** The vertical autoscaler that changes it in pods: `VerticalPodAutoscaler/thanos-query`. Undefined if git has the only value. */
  readonly owner?: string
}

/** The formulas are not more exact than this: an amount of 9Gi is enough for a need of 9.5Gi. */
const tolerance = 0.9

export function loadOf({ largestNode: _, ...load }: EnvironmentSize): Load {
  return completeLoad(load)
}

/** The sizes of all components that the environment has. The index cache, the chunk pool and the items of memcached are not compared. */
export function comparedSizes(context: CheckContext, load: Load, stack: Stack): readonly ComparedSize[] {
  // The workloads of all shards need the same.
  const workloads = Map.groupBy(context.workloads, ({ object }) => unshardedName(object.object))
  return sizesOf(load, stack).flatMap((size) =>
    (workloads.get(size.workload) ?? []).flatMap((workload) => {
      const container = workload.containers.find(({ name }) => name === size.container)
      if (container === undefined || size.resource in notCompared) return []
      const amount = amountOf(context, workload, container, size.resource)
      const owner = ownerOf(context, container, size.resource)
      const isEnough = owner !== undefined || amount === undefined || amount.value >= tolerance * size.value
      return [{ size, container, amount, isEnough, ...(owner === undefined ? {} : { owner }) }]
    }),
  )
}

/** Of a request: the other sizes are always those of git. */
function ownerOf(context: CheckContext, container: Container, resource: Resource): string | undefined {
  const owner = resource === 'cpu' || resource === 'memory' ? ownerOfRequest(context, container, resource) : undefined
  return owner && labelOf(owner.object.object)
}

const notCompared: Readonly<Partial<Record<Resource, true>>> = { indexCache: true, chunkPool: true, items: true }

function amountOf(
  context: CheckContext,
  workload: Workload,
  container: Container,
  resource: Resource,
): Amount | undefined {
  switch (resource) {
    case 'cpu':
      return resourceOf(container, 'requests', 'cpu')
    case 'memory':
      return resourceOf(container, 'requests', 'memory')
    case 'memoryLimit':
      return resourceOf(container, 'limits', 'memory')
    default: {
      const volume = workload.volumes.find(({ type }) => type === 'claimTemplate')
      return volume && capacityOf(context, workload, volume)
    }
  }
}
