// What the NetworkPolicies of several components contain. Each component has its own policy, because the namespace refuses
// all traffic that no policy allows: README.md has an example.
import { backupPort, bucketPort, setting } from '@thanos-gitops/manifest'
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule'
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer'
import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec'
import { type ComponentName, onlyWith, onlyWithout } from './component-names.ts'
import { labelsOf, selectorOf } from './labels.ts'

/**
 * The pods of a workload in the namespace of the policy. Mark the whole rule with onlyWith if its only peer is optional: a
 * rule without peers allows everyone.
 */
export const pods = (name: ComponentName | 'thanos-receive-router') =>
  ({ podSelector: { matchLabels: selectorOf(labelsOf(name, '')) } }) satisfies INetworkPolicyPeer

/** The pods of a workload of this stack, for a policy in another namespace. */
export const podsOfStack = (name: Parameters<typeof pods>[0]) =>
  ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': setting('namespace') } },
    ...pods(name),
  }) satisfies INetworkPolicyPeer

/** The operator of KEDA, in the namespace of its installation. A patch sets another namespace. */
export const kedaOperator = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'keda' } },
  podSelector: { matchLabels: { app: 'keda-operator' } },
} satisfies INetworkPolicyPeer

/** The policy of all pods of a namespace: other policies add what is allowed. */
export const denyAll = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } satisfies INetworkPolicySpec

/** Without peers, because a DNS server can be a pod, a cache on the node or a server outside of the cluster. */
export const dns = {
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
} satisfies INetworkPolicyEgressRule

/** To the query that clients for people ask. */
export const toQueryOfPeople = (): INetworkPolicyEgressRule[] => [
  onlyWithout('thanos-query-global', { to: [pods('thanos-query')], ports: [{ port: 'http' }] }),
  onlyWith('thanos-query-global', { to: [pods('thanos-query-global')], ports: [{ port: 'http' }] }),
]

/** All addresses. Network plugins differ in whether this includes the pods of the cluster. */
export const anyAddress = [
  { ipBlock: { cidr: '0.0.0.0/0' } },
  { ipBlock: { cidr: '::/0' } },
] satisfies INetworkPolicyPeer[]

/**
 * The servers on a node that give pods the identity of a cloud: the metadata server of GKE, which has another address with Dataplane
 * V2, and the agent of EKS. Other identities are requested from a public service at port 443.
 */
const identityServers = (bucket: 'objectStorage' | 'backup'): INetworkPolicyEgressRule[] => [
  onlyWith(`${bucket}.gcsIdentity`, {
    to: [{ ipBlock: { cidr: '169.254.169.252/32' } }],
    ports: [{ port: 988 }],
  }),
  onlyWith(`${bucket}.gcsIdentity`, {
    to: [{ ipBlock: { cidr: '169.254.169.254/32' } }],
    ports: [{ port: 80 }],
  }),
  onlyWith(`${bucket}.podIdentity`, {
    to: [{ ipBlock: { cidr: '169.254.170.23/32' } }, { ipBlock: { cidr: 'fd00:ec2::23/128' } }],
    ports: [{ port: 80 }],
  }),
]

/** To a bucket outside the cluster, and to the service that exchanges the token of a pod for keys. */
export const externalBucket: INetworkPolicyEgressRule[] = [
  onlyWith(['existing-secret', 'external-secret', 'sealed-secret'], {
    to: anyAddress,
    ports: [{ port: bucketPort() }],
  }),
  onlyWith('workload-identity', { to: anyAddress, ports: [{ port: 443 }] }),
  ...identityServers('objectStorage'),
]

/** Rook's gateways, in the namespace of Rook. They listen at 8080, whatever the port of their Service is. */
const rookGateways = () => ({
  to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'rook-ceph-rgw' } } }],
  ports: [{ port: 8080 }],
})

/** From each pod that reads or writes blocks to the object storage. */
export const bucket: INetworkPolicyEgressRule[] = [
  onlyWith('seaweedfs', { to: [pods('seaweedfs')], ports: [{ port: 's3' }] }),
  onlyWith('rook-bucket', rookGateways()),
  ...externalBucket,
]

/** To the bucket with the copies of the blocks. */
export const backupBucket: INetworkPolicyEgressRule[] = [
  onlyWith('backup-rook-bucket', rookGateways()),
  onlyWith(['backup-existing-secret', 'backup-external-secret', 'backup-sealed-secret'], {
    to: anyAddress,
    ports: [{ port: backupPort() }],
  }),
  onlyWith('backup-workload-identity', { to: anyAddress, ports: [{ port: 443 }] }),
  ...identityServers('backup'),
]
