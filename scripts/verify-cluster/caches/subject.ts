// Two environments with the same blocks: one with memcached, one with Valkey.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '../created-environments.ts'
import type { Rig } from '../pods/rig.ts'
import type { RunningEnvironment } from '../pods/running-environment.ts'
import { uploadStreams } from '../pods/streams.ts'
import { hour, type Range, shortCompactableRange } from '../samples.ts'
import { exchange, memcachedStatistics, type Statistics, sumOfStatistics, valkeyStatistics } from './statistics.ts'

export const cacheNames = ['memcached', 'valkey'] as const
type CacheName = (typeof cacheNames)[number]

/** The pods and the protocol of each cache. */
const servers: Readonly<
  Record<
    CacheName,
    {
      readonly replicas: number
      readonly port: number
      readonly lines: readonly string[]
      readonly read: (text: string) => Statistics
    }
  >
> = {
  memcached: { replicas: 2, port: 11211, lines: ['stats', 'quit'], read: memcachedStatistics },
  valkey: { replicas: 1, port: 6379, lines: ['INFO everything', 'QUIT'], read: valkeyStatistics },
}

export const cacheEnvironments: Readonly<Record<string, Settings>> = Object.fromEntries(
  cacheNames.map((name) => [name, { cluster: name, namespace: name, components: [name, 'thanos-query-frontend'] }]),
)

/** An environment with a cache. */
export interface Cached {
  readonly name: CacheName
  readonly environment: RunningEnvironment
  /** The number of its pods. */
  readonly replicas: number
  /** What its servers have counted. */
  statistics(): Promise<Statistics>
}

export interface Caches {
  readonly caches: readonly Cached[]
  /** The times of samples that the query frontend caches: none of them is new. */
  readonly range: Range
  /** How many series the blocks have. */
  readonly series: number
}

/** Uploads blocks of two replicas of Prometheus. No pod is started. */
export async function createCaches(rig: Rig): Promise<Caches> {
  const { start, end } = shortCompactableRange(Date.now())
  const [first, ...others] = cacheNames.map((name) => rig.environment(name))
  const replicas = ['prometheus-0', 'prometheus-1'].map((replica) => ({ cluster: 'eu-1', prometheus_replica: replica }))
  await uploadStreams(join(rig.shared.folder, 'streams'), first!.bucket, { start, end }, replicas)
  for (const { bucket } of others) cpSync(first!.bucket, bucket, { recursive: true })
  return {
    caches: cacheNames.map((name) => cachedOf(name, rig.environment(name))),
    range: { start, end: end - 4 * hour },
    series: replicas.length,
  }
}

function cachedOf(name: CacheName, environment: RunningEnvironment): Cached {
  const { replicas, port, lines, read } = servers[name]
  return {
    name,
    environment,
    replicas,
    async statistics() {
      const pods = podNames(name, replicas).map((pod) => environment.pod(pod))
      const texts = await Promise.all(pods.map(({ address }) => exchange(address, port, lines)))
      return sumOfStatistics(texts.map(read))
    },
  }
}

/** The names of the pods of a cache. */
export const podNames = (name: string, replicas: number): readonly string[] =>
  Array.from({ length: replicas }, (_, ordinal) => `${name}-${ordinal}`)
