import { contentOf, isObject, listOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check, Problem } from '../engine/check.ts'

type Found = Pick<Problem, 'pointer' | 'message'>

export const networkPolicyPeersAreListed: Check = {
  name: 'network-policy-peers-are-listed',
  question: 'security',
  severity: 'warning',
  why: 'An empty list of peers or ports allows all of them, as a missing one does. A tool that removes the last entry of a list opens the pods to everyone.',
  remedy: 'List the peers and ports, remove the rule, or remove the empty list if everyone is allowed.',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/#NetworkPolicySpec',
  *run(context) {
    for (const object of context.ofKind('NetworkPolicy', 'networking.k8s.io')) {
      const { ingress, egress } = mappingOf(contentOf(object).spec)
      const found = [...rulesProblems(ingress, '/spec/ingress', 'from'), ...rulesProblems(egress, '/spec/egress', 'to')]
      for (const problem of found) yield { object, ...problem }
    }
  },
}

const rulesProblems = (rules: unknown, pointer: string, peers: 'from' | 'to'): readonly Found[] =>
  listOf(rules).flatMap((entry, index) => {
    const rule = mappingOf(entry)
    return [
      ...emptyList(rule[peers], `${pointer}/${index}/${peers}`, peers, 'addresses'),
      ...emptyList(rule.ports, `${pointer}/${index}/ports`, 'ports', 'ports'),
      ...listOf(rule[peers]).flatMap((peer, position) =>
        isObject(peer) && Object.keys(peer).length === 0
          ? [
              {
                pointer: `${pointer}/${index}/${peers}/${position}`,
                message: 'the peer has no podSelector, namespaceSelector or ipBlock.',
              },
            ]
          : [],
      ),
    ]
  })

const emptyList = (list: unknown, pointer: string, field: string, what: string): readonly Found[] =>
  Array.isArray(list) && list.length === 0 ? [{ pointer, message: `the empty list ${field} allows all ${what}.` }] : []
