import type { KubernetesObject, SourcedObject } from '@thanos-gitops/manifest'
import { type ContextInput, createContext } from '../engine/context.ts'
import { networkPoliciesAllowDns } from './network-policies-allow-dns.ts'
import { networkPoliciesAllowTraffic } from './network-policies-allow-traffic.ts'

/** A connection that a program makes and that no NetworkPolicy allows. */
export interface RefusedConnection {
  /** The policy to which the missing rule belongs. */
  readonly policy: KubernetesObject
  /** `/spec/ingress` or `/spec/egress`. */
  readonly pointer: string
  /** Who connects to what, at which port, and what requires it. */
  readonly message: string
}

/** The connections that the NetworkPolicies of some manifests refuse: the findings of the two checks about them. */
export function refusedConnections(
  objects: readonly SourcedObject[],
  options: Omit<ContextInput, 'objects'>,
): readonly RefusedConnection[] {
  const context = createContext({ objects, ...options })
  return [networkPoliciesAllowTraffic, networkPoliciesAllowDns].flatMap((check) =>
    [...check.run(context)].map(({ object, pointer, message }) => ({ policy: object.object, pointer, message })),
  )
}
