import { contentOf, didYouMean, listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Container, Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { isClosedPort } from '../engine/closed-port.ts'
import { podsSelectedBy } from '../engine/pod-groups.ts'

export const networkPolicyPortExists: Check = {
  name: 'network-policy-port-exists',
  question: 'references',
  severity: 'error',
  why: 'A port of a NetworkPolicy is a port of the pods, not of a Service. If the selected pods do not have it, the rule allows nothing, and the traffic to their real port is dropped.',
  remedy: 'Use the port of the container.',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/#NetworkPolicySpec',
  *run(context) {
    for (const policy of context.ofKind('NetworkPolicy', 'networking.k8s.io')) {
      const { podSelector, ingress, egress } = mappingOf(contentOf(policy).spec)
      const selected = podsSelectedBy(context, podSelector ?? {}, context.namespaceOf(policy))
      for (const [index, rule] of listOf(ingress).entries())
        yield* portProblems(policy, `/spec/ingress/${index}/ports`, mappingOf(rule).ports, workloadsOf(selected))
      for (const [index, rule] of listOf(egress).entries())
        yield* portProblems(
          policy,
          `/spec/egress/${index}/ports`,
          mappingOf(rule).ports,
          peersOf(context, policy, rule),
        )
    }
  },
}

/** The workloads of groups of pods; none if the manifests do not show the containers of one of them. */
const workloadsOf = (groups: ReturnType<typeof podsSelectedBy>): readonly Workload[] =>
  groups.every(({ workload }) => workload !== undefined) ? groups.flatMap(({ workload }) => workload ?? []) : []

/** The workloads to which an egress rule allows connections; none if the manifests do not show all of them. */
function peersOf(context: CheckContext, policy: SourcedObject, rule: unknown): readonly Workload[] {
  const peers = listOf(mappingOf(rule).to).map(mappingOf)
  const areShown = peers.every(({ namespaceSelector, ipBlock, podSelector }) => {
    return namespaceSelector === undefined && ipBlock === undefined && podSelector !== undefined
  })
  if (!areShown) return []
  return workloadsOf(peers.flatMap((peer) => podsSelectedBy(context, peer.podSelector, context.namespaceOf(policy))))
}

function* portProblems(
  object: SourcedObject,
  pointer: string,
  ports: unknown,
  workloads: readonly Workload[],
): Iterable<Problem> {
  const containers = workloads.flatMap((workload) => workload.containers.filter(({ isInit }) => !isInit))
  if (containers.length === 0) return
  const names = workloads.slice(0, 3).map(({ kind, name }) => `${kind}/${name}`)
  const subject =
    workloads.length > names.length
      ? `${names.join(', ')} and ${workloads.length - names.length} more`
      : names.join(', ')
  for (const [index, entry] of listOf(ports).entries()) {
    const { port, endPort } = mappingOf(entry)
    const problem =
      typeof port === 'string'
        ? namedPortProblem(subject, containers, port)
        : typeof port === 'number' && endPort === undefined
          ? numberProblem(subject, containers, port)
          : undefined
    if (problem !== undefined) yield { object, pointer: `${pointer}/${index}/port`, ...problem }
  }
}

type PortProblem = Pick<Problem, 'message' | 'remedy' | 'severity'>

function namedPortProblem(subject: string, containers: readonly Container[], port: string): PortProblem | undefined {
  const names = [...new Set(containers.flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? [])))]
  if (names.includes(port)) return undefined
  return {
    message: `no container of ${subject} has a port with the name ${port}.`,
    remedy:
      didYouMean(port, names) ??
      (names.length === 0 ? 'Use the number of the port.' : `Use one of the named ports: ${names.join(', ')}.`),
  }
}

function numberProblem(subject: string, containers: readonly Container[], port: number): PortProblem | undefined {
  if (!isClosedPort(containers, port)) return undefined
  const numbers = [...new Set(containers.flatMap(({ ports }) => ports.map(({ containerPort }) => containerPort)))]
  return {
    severity: 'warning',
    message: `no container of ${subject} has the port ${port}.`,
    remedy: `Use one of the container ports: ${numbers.join(', ')}.`,
  }
}
