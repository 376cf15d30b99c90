// The part of addresses-resolve for the address of one pod: prometheus-2.prometheus.monitoring.svc.
import { contentOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import { type CheckContext, inSameNamespace } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import type { AddressProblem } from './address-problem.ts'

const setsByService = perContext((context) =>
  Map.groupBy(
    context.workloads.filter(({ kind }) => kind === 'StatefulSet'),
    (workload) => specOf(workload).serviceName,
  ),
)

/** The problem of the name of a pod that no StatefulSet of the Service creates; undefined if the pod exists. */
export function podProblem(context: CheckContext, pod: string, service: SourcedObject): AddressProblem | undefined {
  const [, setName, ordinal] = /^(.+)-(\d+)$/.exec(pod) ?? []
  if (setName === undefined) return undefined
  const serviceName = service.object.metadata.name
  const namespace = context.namespaceOf(service)
  const statefulSets = (setsByService(context).get(serviceName) ?? []).filter((workload) =>
    inSameNamespace(workload.namespace, namespace),
  )
  if (statefulSets.length === 0) return undefined
  const statefulSet = statefulSets.find(({ name }) => name === setName)
  if (statefulSet === undefined)
    return {
      message: `Service/${serviceName} provides the DNS names of the pods of ${statefulSets.map(({ name }) => `StatefulSet/${name}`).join(', ')}, but not of ${pod}.`,
    }
  const firstOrdinal = Number(mappingOf(specOf(statefulSet).ordinals).start ?? 0)
  const replicas = statefulSet.replicas ?? 1
  if (Number(ordinal) >= firstOrdinal && Number(ordinal) < firstOrdinal + replicas) return undefined
  return {
    message: `pod ${pod} does not exist, because StatefulSet/${setName} has ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}.`,
    remedy: 'List one address for each replica.',
  }
}

const specOf = ({ object }: Workload): Mapping => mappingOf(contentOf(object).spec)
