// What the matrix shows of each component of an environment.

import type { CapacityChange } from '@thanos-gitops/manifest/change'
import { type Container, readWorkload, type Workload } from '@thanos-gitops/workloads'
import type { SiteEnvironment } from '../model.ts'
import type { StoredComponent } from '../stored.ts'

/** One for each component with pods or storage, in the order of their names. */
export function componentsOf({ environment, manifests, capacity }: SiteEnvironment): readonly StoredComponent[] {
  const workloads = manifests.flatMap(
    ({ object }) => readWorkload({ object, place: () => ({ file: '' }) }, environment.namespace) ?? [],
  )
  const byComponent = Map.groupBy(workloads, componentOf)
  const changes = new Map(capacity.components.map((change) => [change.component, change]))
  return [...new Set([...byComponent.keys(), ...changes.keys()])]
    .sort()
    .map((name) => component(name, byComponent.get(name) ?? [], changes.get(name)))
}

const componentOf = ({ object, name }: Workload): string =>
  object.object.metadata.labels?.['app.kubernetes.io/name'] ?? name

function component(name: string, workloads: readonly Workload[], change: CapacityChange | undefined): StoredComponent {
  const containers = workloads.flatMap((workload) => workload.containers)
  return {
    name,
    ...(change?.after ?? none),
    images: [...new Set(containers.filter(({ isInit }) => !isInit).map(({ image }) => image))].filter(Boolean),
    retention: [...new Set(containers.flatMap(retentionsOf))].join(', '),
    ...(change?.perNode ? { perNode: true } : {}),
    ...(change?.cost ? { cost: change.cost.after } : {}),
  }
}

const none = { replicas: 0, cpuRequests: 0, cpuLimits: 0, memoryRequests: 0, memoryLimits: 0, storage: 0 }

/** `raw 30d`, `time 2d`: the flags about retention, by what they add to the word. */
const retentionsOf = ({ arguments: all }: Container): readonly string[] =>
  all.flatMap(({ flag, value }) => {
    if (flag === undefined || value === undefined || !/(?:^|[.-])retention(?:\.|$)/.test(flag)) return []
    const part = /retention\.(?:resolution-)?(.+)$/.exec(flag)?.[1]
    return [part === undefined || part === 'time' ? value : `${part} ${value}`]
  })
