import type { SettingValues } from './setting-values.ts'
import type { Shards } from './shards.ts'
import { waves } from './wave.ts'

/** What base objects can use of `receive`, with defaults. */
export const receiveFields = [
  // Of each zone.
  'replicas',
  'replicationFactor',
  // The receivers in the hashring, each with the name of its pod.
  'endpoints',
  'leaving',
  'outOfOrderWindow',
  'tenantHeader',
  'defaultTenant',
  'limits',
  'limits.maxConcurrency',
  'limits.default',
  'limits.tenants',
  'headSeriesLimits',
  // The number of routers, or the bounds of their autoscaler.
  'routers',
  'routers.min',
  'routers.max',
  // The wave of the routers and the hashring: after those of all zones.
  'routersWave',
] as const
export type ReceiveField = (typeof receiveFields)[number]

/** `receive` of an environment. */
export type ReceiveSettings = SettingValues<ReceiveField> & {
  /** The zones, each with a StatefulSet of its own. */
  readonly zones?: Shards
}

/** The copies of a sample, unless `receive.replicationFactor` is set. */
export const defaultCopies = 3

/** One receiver of the hashring. */
export interface ReceiverEndpoint {
  /** Of the pod. */
  readonly name: string
  readonly zone?: string
}

/** The receivers in the hashring: all but the last ones, which leave. */
export const receiverEndpoints = (replicas: number, leaving = 0): readonly ReceiverEndpoint[] =>
  Array.from({ length: replicas - leaving }, (_, ordinal) => ({ name: `thanos-receive-${ordinal}` }))

/** The same for zones, which all have the same number of receivers. */
export const endpointsInZones = (
  zones: readonly string[],
  replicas: number,
  leaving: number,
): readonly ReceiverEndpoint[] =>
  zones.flatMap((zone) =>
    Array.from({ length: (replicas - leaving) / zones.length }, (_, ordinal) => ({
      name: `thanos-receive-${zone}-${ordinal}`,
      zone,
    })),
  )

export const zoneShards = (zones: readonly string[]): Shards => ({
  by: 'zone',
  list: zones.map((zone) => ({ count: String(zones.length), name: zone, zone })),
})

/** More zones than any region has. */
export const mostZones = 16

/**
 * The wave of the routers and the hashring. The zones are in the wave of data and the next ones, so that one zone restarts after the
 * other. The number does not depend on theirs: an object that changes its wave is deleted and created again by Flux.
 */
export const waveAfterZones = String(waves.data + mostZones)

/** Of the copies of a sample, how many must be stored for a write to succeed: Thanos' writeQuorum. Of two copies, one is enough. */
export const writeQuorum = (copies: number): number => (copies === 2 ? 1 : Math.floor(copies / 2) + 1)

/** The copies of a sample that can be down while writes succeed. */
export const copiesThatCanFail = (copies: number): number => copies - writeQuorum(copies)

/** Without the setting: as many receivers as copies. */
export const defaultReceive: ReceiveSettings = {
  values: {
    replicas: defaultCopies,
    replicationFactor: defaultCopies,
    endpoints: receiverEndpoints(defaultCopies),
    routers: 2,
  },
  paths: new Map(),
}
