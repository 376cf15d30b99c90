import { identityOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { type Change, type ObjectChange, worst } from '@thanos-gitops/manifest/change'
import type { Pair } from './pairs.ts'

/** A connection that a program makes and that no NetworkPolicy allows. */
export interface RefusedConnection {
  /** The policy to which the missing rule belongs. */
  readonly policy: KubernetesObject
  readonly pointer: string
  readonly message: string
}

/** Those of both sides. They are the same where a message is the same. */
export interface RefusedConnections {
  readonly before: readonly RefusedConnection[]
  readonly after: readonly RefusedConnection[]
}

const isPolicy = ({ kind, apiVersion }: Pick<ObjectChange, 'kind' | 'apiVersion'>): boolean =>
  kind === 'NetworkPolicy' && apiVersion.startsWith('networking.k8s.io/')

interface PairChange {
  readonly pair: Pair
  readonly change: ObjectChange
}

/**
 * Adds to the changes of NetworkPolicies which connections they refuse from now on. A connection that a removed policy allowed is
 * among the changes of that policy.
 */
export function withRefusedConnections<T extends PairChange>(
  changes: readonly T[],
  refused: RefusedConnections | undefined,
): readonly T[] {
  const known = new Set(refused?.before.map(({ message }) => message))
  const found = (refused?.after ?? []).filter(({ message }) => !known.has(message))
  const policies = changes.filter(({ change }) => isPolicy(change))
  if (found.length === 0 || policies.length === 0) return changes
  const byPolicy = Map.groupBy(found, ({ policy }) => responsible(policy, policies))
  return changes.map((one) => {
    const connections = byPolicy.get(one) ?? []
    return connections.length === 0 ? one : { ...one, change: withConnections(one.change, connections) }
  })
}

/** The change of the policy with the missing rule, or else of another policy of its namespace: the one that had the rule. */
const responsible = <T extends PairChange>(policy: KubernetesObject, changes: readonly T[]): T =>
  changes.find(({ pair }) => pair.after !== undefined && identityOf(pair.after.object) === identityOf(policy)) ??
  changes.find(({ change }) => change.status === 'removed' && change.namespace === policy.metadata.namespace) ??
  changes[0]!

function withConnections(change: ObjectChange, connections: readonly RefusedConnection[]): ObjectChange {
  const added = connections.map(
    ({ policy, pointer, message }): Change => ({
      pointer,
      path: pointer,
      class: 'risk',
      why: `From now on, ${change.status === 'removed' ? `NetworkPolicy/${policy.metadata.name} remains, and ` : ''}${message} New connections get no response. Allow them in the policy, or remove what connects in the same change.`,
      source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
    }),
  )
  const worstClass = worst([change.class, 'risk'])
  return {
    ...change,
    changes: [...change.changes, ...added],
    class: worstClass,
    ...(worstClass === 'risk' ? { why: added[0]!.why } : {}),
  }
}
