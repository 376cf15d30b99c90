import type { SettingValues } from './setting-values.ts'

/** What base objects can use of `receive`, with defaults. */
export const receiveFields = [
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
] as const
export type ReceiveField = (typeof receiveFields)[number]

/** `receive` of an environment. */
export type ReceiveSettings = SettingValues<ReceiveField>

/** The copies of a sample, unless `receive.replicationFactor` is set. */
export const defaultCopies = 3

/** One receiver of the hashring. */
export interface ReceiverEndpoint {
  /** Of the pod. */
  readonly name: string
}

/** The receivers in the hashring: all but the last ones, which leave. */
export const receiverEndpoints = (replicas: number, leaving = 0): readonly ReceiverEndpoint[] =>
  Array.from({ length: replicas - leaving }, (_, ordinal) => ({ name: `thanos-receive-${ordinal}` }))

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
