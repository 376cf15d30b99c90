import { mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { directions, isInHostNetwork, policiesOf } from './network-policy.ts'

export const networkPoliciesIsolateEveryPod: Check = {
  name: 'network-policies-isolate-every-pod',
  question: 'security',
  severity: 'warning',
  why: 'A pod that no NetworkPolicy selects can be reached by every pod of the cluster, and can connect to everything, although the other pods of its namespace cannot.',
  remedy: 'Add a policy with an empty podSelector and both policyTypes to the namespace, or one for these pods.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-ingress-and-all-egress-traffic',
  *run(context) {
    const policies = Map.groupBy(context.ofKind('NetworkPolicy', 'networking.k8s.io'), context.namespaceOf)
    for (const workload of context.workloads) {
      // Without any policy, the traffic of the namespace is restricted by other means, or not at all.
      if (!policies.has(workload.namespace) || isInHostNetwork(workload)) continue
      const open = directions.filter((direction) => policiesOf(context, workload, direction).length === 0)
      if (open.length === 0) continue
      const words = open.map((direction) => (direction === 'Ingress' ? 'incoming' : 'outgoing'))
      yield {
        object: workload.object,
        pointer: workload.podPointer.replace(/\/spec$/, ''),
        message: `no NetworkPolicy restricts the ${words.join(' and ')} traffic of its pods, as others of ${workload.namespace === '' ? 'the namespace' : workload.namespace} do for other pods.`,
        cause: `${workload.namespace} ${open.join()} ${mappingOf(workload.podLabels)['app.kubernetes.io/name'] ?? workload.name}`,
      }
    }
  },
}
