// Two environments with TLS, and a third one whose query asks both.
import { join } from 'node:path'
import type { Settings } from '../created-environments.ts'
import type { Rig } from '../pods/rig.ts'
import { uploadStreams } from '../pods/streams.ts'
import { type Range, shortCompactableRange } from '../samples.ts'

const tls = { provider: 'cert-manager', issuer: 'internal-ca', issuerKind: 'ClusterIssuer' }

/** The environments that are asked. */
export const asked = ['eu-1', 'us-1'] as const

/** Where the query of an environment answers from outside. */
export const outsideName = (environment: string): string => `thanos-query.${environment}.example.com`
export const outsideAddress = (environment: string): string => `${outsideName(environment)}:10901`

const region = (name: string): Settings => ({
  cluster: name,
  namespace: name,
  tls,
  query: { grpcAddress: outsideAddress(name), grpcFrom: ['10.20.0.0/16'] },
})

export const hub = 'hub'
const hubSettings: Settings = { cluster: hub, namespace: hub, tls, query: { environments: [...asked] } }

/** The same environment with a global query in distributed mode. */
export const distributedHub: Settings = { ...hubSettings, components: ['thanos-query-global', 'thanos-query-frontend'] }

export const globalEnvironments: Readonly<Record<string, Settings>> = {
  ...Object.fromEntries(asked.map((name) => [name, region(name)])),
  [hub]: hubSettings,
}

export interface GlobalQuery {
  readonly rig: Rig
  /** The times of the samples in all blocks. */
  readonly range: Range
}

/** Uploads blocks of two replicas of Prometheus in each region. No pod is started. */
export async function createGlobalQuery(rig: Rig): Promise<GlobalQuery> {
  const range = shortCompactableRange(Date.now())
  for (const name of asked) {
    const replicas = ['prometheus-0', 'prometheus-1'].map((replica) => ({ cluster: name, prometheus_replica: replica }))
    await uploadStreams(join(rig.shared.folder, `streams-${name}`), rig.environment(name).bucket, range, replicas)
  }
  return { rig, range }
}
