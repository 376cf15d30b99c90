// The queries of other clusters, for the query that asks them: `thanos-query-global` if the environment has it, otherwise `thanos-query`.
import { forEachOf, ofEach, settingValue } from '@thanos-gitops/manifest'
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule'
import { onlyWith, onlyWithout } from './component-names.ts'
import { anyAddress } from './network.ts'
import { grpcClientTls } from './tls.ts'

interface Endpoint {
  readonly address: string
  readonly strict?: boolean
}

/**
 * An endpoint for each query of another cluster. With TLS, it must have a certificate of the same authority.
 * @param fields further fields of each endpoint
 */
export const remoteQueries = (fields: Omit<Endpoint, 'address'> = {}): Endpoint[] => [
  onlyWithout('tls', forEachOf('remoteQueries.endpoints', { address: ofEach('address'), ...fields })),
  onlyWith(
    'tls',
    forEachOf('remoteQueries.endpoints', {
      address: ofEach('address'),
      ...fields,
      client_config: { tls_config: grpcClientTls, server_name: ofEach('serverName') },
    }),
  ),
]

export const toRemoteQueries = (): INetworkPolicyEgressRule =>
  onlyWith('query.remote', { to: anyAddress, ports: [settingValue('remoteQueries.ports')] })
