// The objects from which a ServiceMonitor or PodMonitor takes its targets: prometheus-operator, pkg/prometheus/promcfg.go.
import { contentOf, listOf, type Mapping, mappingOf, type SourcedObject, stringMapOf } from '@thanos-gitops/manifest'
import { type Labels, selectorMatches } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { type PodGroup, podGroupsIn } from '../engine/pod-groups.ts'

export const monitorGroup = 'monitoring.coreos.com'

/** A Service or the pods of a workload, with the labels that a monitor selects. */
export interface Target {
  readonly name: string
  readonly namespace: string
  readonly labels: Labels
  readonly service?: SourcedObject
  readonly pods?: PodGroup
}

export interface Monitor {
  readonly object: SourcedObject
  readonly spec: Mapping
  readonly kind: 'ServiceMonitor' | 'PodMonitor'
  /** Undefined if the monitor selects from all namespaces. */
  readonly namespaces: readonly string[] | undefined
  readonly endpoints: readonly MonitorEndpoint[]
}

export interface MonitorEndpoint {
  readonly fields: Mapping
  readonly pointer: string
}

const endpointFields = { ServiceMonitor: 'endpoints', PodMonitor: 'podMetricsEndpoints' } as const

export const monitorsIn = (context: CheckContext): readonly Monitor[] =>
  (['ServiceMonitor', 'PodMonitor'] as const).flatMap((kind) =>
    context.ofKind(kind, monitorGroup).map((object) => readMonitor(context, kind, object)),
  )

function readMonitor(context: CheckContext, kind: Monitor['kind'], object: SourcedObject): Monitor {
  const spec = mappingOf(contentOf(object).spec)
  const { any, matchNames } = mappingOf(spec.namespaceSelector)
  const names = listOf(matchNames).map(String)
  const field = endpointFields[kind]
  return {
    object,
    spec,
    kind,
    namespaces: any === true ? undefined : names.length > 0 ? names : [context.namespaceOf(object)],
    endpoints: listOf(spec[field]).map((endpoint, index) => ({
      fields: mappingOf(endpoint),
      pointer: `/spec/${field}/${index}`,
    })),
  }
}

/** The Services or pods in the namespaces of a monitor. */
export function candidatesOf(context: CheckContext, { kind, namespaces }: Monitor): readonly Target[] {
  const { all, byNamespace } = kind === 'ServiceMonitor' ? serviceTargets(context) : podTargets(context)
  if (namespaces === undefined || namespaces.includes('')) return all
  return ['', ...new Set(namespaces)].flatMap((name) => byNamespace.get(name) ?? [])
}

export const selectedTargets = (context: CheckContext, monitor: Monitor): readonly Target[] =>
  candidatesOf(context, monitor).filter(({ labels }) => selectorMatches(monitor.spec.selector, labels))

interface Targets {
  readonly all: readonly Target[]
  readonly byNamespace: ReadonlyMap<string, readonly Target[]>
}

const targetsOf = (all: readonly Target[]): Targets => ({
  all,
  byNamespace: Map.groupBy(all, ({ namespace }) => namespace),
})

const serviceTargets = perContext(
  (context): Targets =>
    targetsOf(
      context.ofKind('Service', '').map((service) => ({
        name: `Service/${service.object.metadata.name}`,
        namespace: context.namespaceOf(service),
        labels: stringMapOf(service.object.metadata.labels),
        service,
      })),
    ),
)

const podTargets = perContext(
  (context): Targets =>
    targetsOf(
      podGroupsIn(context).map((pods) => ({ name: pods.name, namespace: pods.namespace, labels: pods.labels, pods })),
    ),
)
