import { identityOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { allowsConnection, type Connection, directions, mostSpecific, policiesOf } from './network-policy.ts'
import { requiredConnections } from './required-connections.ts'

export const networkPoliciesAllowTraffic = {
  name: 'network-policies-allow-traffic',
  question: 'selectors',
  severity: 'error',
  why: 'If a NetworkPolicy selects a pod, all traffic that no policy allows is dropped without a response. For example, the requests of a query to a store gateway time out.',
  remedy: 'Allow the pods and the port in the policy.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation',
  *run(context) {
    if (context.ofKind('NetworkPolicy', 'networking.k8s.io').length === 0) return
    const reported = new Set<string>()
    for (const { connection, requirement } of requiredConnections(context))
      for (const problem of blockingPolicies(context, requirement, connection)) {
        const key = identityOf(problem.object.object) + problem.message
        if (reported.has(key)) continue
        reported.add(key)
        yield problem
      }
  },
} satisfies Check

/** One problem for each direction in which policies isolate a pod and none of them allows the connection. */
function* blockingPolicies(context: CheckContext, requirement: string, connection: Connection): Generator<Problem> {
  const { source, destination, port, protocol } = connection
  for (const direction of directions) {
    const isolatedWorkload = direction === 'Ingress' ? destination : source
    const isolating = policiesOf(context, isolatedWorkload, direction)
    if (isolating.length === 0) continue
    if (isolating.some((candidate) => allowsConnection(context, candidate, direction, connection))) continue
    yield {
      object: mostSpecific(isolating),
      pointer: `/spec/${direction.toLowerCase()}`,
      message: `it does not allow ${source.kind}/${source.name} to connect to ${destination.kind}/${destination.name} on port ${port}${protocol === 'TCP' ? '' : ` (${protocol})`}, which ${requirement} requires.`,
    }
  }
}
