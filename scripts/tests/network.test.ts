// The policies allow what the programs need, and nothing else: each part of a rule is removed, and each other connection added.

import { sourcedObjects, variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { podLabelsOf, podOf, renderedStack, selects, type Workload } from '@thanos-gitops/base/testing/rendered-stack'
import { variants } from '@thanos-gitops/base/testing/variants'
import { checkManifests, checks, readDeclarations } from '@thanos-gitops/checks'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'

interface NetworkPolicy {
  readonly metadata?: { readonly name?: string }
  readonly spec?: {
    readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> }
    readonly ingress?: readonly unknown[]
    readonly egress?: readonly unknown[]
  }
}

type Rule = Readonly<Record<string, unknown>> & { readonly ports?: readonly { port: string | number }[] }
type Peer = Readonly<Record<string, unknown>>

const render = variantRenderer()
const networkChecks = checks.filter(({ name }) => /^network-polic/.test(name))
const directions = [
  ['ingress', 'from'],
  ['egress', 'to'],
] as const

/** Removals without a finding: another rule allows the same, or a server needs the port only for long answers. */
const spare = [
  // Prometheus may connect to all pods.
  'prometheus egress 53 UDP',
  'prometheus egress 443',
  'prometheus egress 6443',
  // Grafana reads through the query frontend, if there is one.
  'thanos-query ingress grafana http',
  // The bucket of the blocks and that of their copies can be at the same port, or behind the same gateways.
  /^thanos-bucket-replicate egress (443|8080)$/,
  // Alertmanager may connect to everything, and all pods to DNS servers: TCP is for long answers.
  /egress 53 TCP$/,
]

/** The addresses of other programs are not known to the checks. */
const isJudged = (workload: Workload): boolean =>
  podOf(workload).containers.every(({ image }) => /\/(thanos|prometheus|alertmanager):/.test(image!))

const chosen = ['rook-all', 'seaweedfs-all', 'external-secret-all', 'workload-identity-all', 'only-thanos-receive']

describe.each(variants.filter(({ name }) => chosen.includes(name)))(
  'the policies with the settings $name',
  (variant) => {
    const rendered = render(variant)
    const stack = renderedStack(variant, rendered)
    // That of operator-monitors is for all pods, and its client is not in the manifests.
    const policies = stack
      .all<NetworkPolicy>('NetworkPolicy')
      .filter(({ metadata }) => !['deny-all', 'operator-monitors'].includes(metadata!.name!))
    const others = rendered.manifests.filter(({ object }) => object.kind !== 'NetworkPolicy')
    const otherObjects = sourcedObjects(others)
    const objectsOf = (policy: NetworkPolicy) =>
      readManifestText(`${policy.metadata!.name!}.yaml`, stringify(policy)).objects
    const unchangedObjects = new Map(policies.map((policy) => [policy.metadata!.name!, objectsOf(policy)]))
    const denyAll = objectsOf(stack.one<NetworkPolicy>('NetworkPolicy', 'deny-all'))
    const declarations = readDeclarations('exceptions.yaml', 'exceptions: []\n', checks)

    const findingsWith = (changed: NetworkPolicy): readonly string[] => {
      const ofPolicies = new Map(unchangedObjects).set(changed.metadata!.name!, objectsOf(changed))
      return checkManifests({
        objects: [...otherObjects, ...denyAll, ...[...ofPolicies.values()].flat()],
        environment: rendered.environment,
        kubernetesVersion: rendered.environment.kubernetesVersion,
        declarations,
        checks: networkChecks,
        today: '2026-01-01',
      }).findings.map(({ code, message }) => `${code}: ${message}`)
    }
    const rulesOf = (policy: NetworkPolicy, direction: 'ingress' | 'egress'): readonly Rule[] =>
      (policy.spec?.[direction] ?? []) as unknown as readonly Rule[]
    const withRules = (policy: NetworkPolicy, direction: string, rules: readonly Rule[]): NetworkPolicy => ({
      ...policy,
      spec: { ...policy.spec, [direction]: rules },
    })

    it('has a policy for each workload', () => {
      for (const workload of stack.workloads)
        expect(
          policies.filter(({ spec }) => selects(spec!.podSelector!.matchLabels!, podLabelsOf(workload))),
          workload.metadata!.name!,
        ).toHaveLength(1)
    })

    it('has a finding without any part of a rule', () => {
      const unnoticed: string[] = []
      let removals = 0
      for (const policy of policies)
        for (const [direction, field] of directions.filter(
          ([name]) => name === 'ingress' || isJudged(workloadOf(policy)),
        ))
          for (const [index, rule] of rulesOf(policy, direction).entries())
            for (const { title, rest } of partsOf(rule, field)) {
              const rules = rulesOf(policy, direction).toSpliced(index, 1, ...(rest === undefined ? [] : [rest]))
              removals++
              if (findingsWith(withRules(policy, direction, rules)).length === 0)
                unnoticed.push(`${policy.metadata!.name!} ${direction} ${title}`)
            }
      expect(removals).toBeGreaterThan(20)
      expect(
        unnoticed.filter((title) => !spare.some((one) => (typeof one === 'string' ? one === title : one.test(title)))),
      ).toEqual([])
    })

    it('has a finding for each other connection that is allowed', () => {
      const clients = stack.workloads.filter(isJudged)
      for (const policy of policies) {
        const added = clients.flatMap((client) =>
          portsOf(policy)
            .map((port) => ({ from: [{ podSelector: policyOf(client).spec!.podSelector! }], ports: [{ port }] }))
            // One replica does not connect to itself.
            .filter(() => policyOf(client) !== policy || client.spec!.replicas !== 1)
            .filter(({ from, ports }) => !allows(policy, from[0]!, ports[0]!.port)),
        )
        const rules = [...rulesOf(policy, 'ingress'), ...(added as unknown as readonly Rule[])]
        const found = findingsWith(withRules(policy, 'ingress', rules))
        expect(added.length, policy.metadata!.name!).toBeGreaterThan(0)
        expect(
          found.filter((text) => text.startsWith('network-policies-allow-only-traffic: ')),
          policy.metadata!.name!,
        ).toHaveLength(added.length)
      }
    })

    const policyOf = (workload: Workload): NetworkPolicy =>
      policies.find(({ spec }) => selects(spec!.podSelector!.matchLabels!, podLabelsOf(workload)))!
    const workloadOf = (policy: NetworkPolicy): Workload =>
      stack.workloads.find((workload) => policyOf(workload) === policy)!
    const portsOf = (policy: NetworkPolicy): readonly string[] =>
      stack.workloads
        .filter((workload) => selects(policy.spec!.podSelector!.matchLabels!, podLabelsOf(workload)))
        .flatMap((workload) => podOf(workload).containers.flatMap(({ ports = [] }) => ports))
        .filter(({ protocol }) => protocol !== 'UDP')
        .map(({ name }) => name!)
    const allows = (policy: NetworkPolicy, peer: Peer, port: string): boolean =>
      rulesOf(policy, 'ingress').some(
        (rule) =>
          (rule.from as readonly Peer[]).some((one) => JSON.stringify(one) === JSON.stringify(peer)) &&
          rule.ports!.some((entry) => entry.port === port),
      )
  },
)

/** The name of the pods of a peer. */
function nameOf({ podSelector }: Peer): readonly string[] {
  const { matchLabels = {} } = (podSelector ?? {}) as { readonly matchLabels?: Readonly<Record<string, string>> }
  return Object.entries(matchLabels).flatMap(([label, value]) => (label === 'app.kubernetes.io/name' ? [value] : []))
}

/** A rule without one of its ports, and without one of its peers. Blocks of addresses are one peer. */
function partsOf(
  rule: Rule,
  field: 'from' | 'to',
): readonly { readonly title: string; readonly rest: Rule | undefined }[] {
  const peers = (rule[field] ?? []) as readonly Peer[]
  const ports = rule.ports ?? []
  const groups = peers.some(({ ipBlock }) => ipBlock !== undefined) ? [peers] : peers.map((peer) => [peer])
  const titleOf = (port: Readonly<Record<string, unknown>>): string =>
    `${String(port.port)}${port.port === 53 ? ` ${String(port.protocol)}` : ''}`
  if (groups.length <= 1 && ports.length <= 1)
    return [
      { title: [...groups.flat().flatMap(nameOf), ...ports.map(titleOf)].join(' ') || 'everything', rest: undefined },
    ]
  return [
    ...(groups.length > 1
      ? peers.map((peer) => ({
          title: JSON.stringify(peer),
          rest: { ...rule, [field]: peers.filter((one) => one !== peer) },
        }))
      : []),
    ...(ports.length > 1
      ? ports.map((port) => ({ title: titleOf(port), rest: { ...rule, ports: ports.filter((one) => one !== port) } }))
      : []),
  ]
}

it.each(variants)(
  'no policy has an empty list with the settings $name: the API server would not store it',
  (variant) => {
    const policies = renderedStack(variant, render(variant)).all<NetworkPolicy>('NetworkPolicy')
    const empty = policies.filter(({ spec }) => directions.some(([direction]) => spec?.[direction]?.length === 0))
    expect(empty.map(({ metadata }) => metadata?.name)).toEqual([])
  },
)
