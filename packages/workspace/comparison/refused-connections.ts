import { groupOf, identityOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Sides } from './comparison.ts'

/**
 * Adds the connections that the NetworkPolicies of each side refuse, if a policy changes. What is new altogether is the subject of
 * `check`.
 */
export async function withRefusedConnections(side: Sides): Promise<Sides> {
  if (side.side !== 'both' || !policiesChange(side)) return side
  // Only these changes need the checks.
  const { refusedConnections } = await import('@thanos-gitops/checks')
  const options = { kubernetesVersion: side.kubernetesVersion }
  return {
    ...side,
    refusedConnections: {
      before: refusedConnections(side.before, options),
      after: refusedConnections(side.after, options),
    },
  }
}

function policiesChange({ before, after }: Sides): boolean {
  const [old, current] = [before, after].map(policiesOf)
  return old!.size !== current!.size || [...old!].some(([identity, text]) => current!.get(identity) !== text)
}

const policiesOf = (objects: readonly SourcedObject[]): ReadonlyMap<string, string> =>
  new Map(
    objects
      .filter(({ object }) => object.kind === 'NetworkPolicy' && groupOf(object.apiVersion) === 'networking.k8s.io')
      .map(({ object }) => [identityOf(object), JSON.stringify(object)]),
  )
