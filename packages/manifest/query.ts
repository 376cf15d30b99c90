import type { SettingValues } from './setting-values.ts'

/** What base objects can use of `query` and `queryFrontend`, by the paths of their fields. */
export const queryFields = [
  'engine',
  'tenancy.label',
  'autoscaling.min',
  'autoscaling.max',
  // One of both: of a HorizontalPodAutoscaler, or of KEDA.
  'autoscaling.cpu',
  'autoscaling.queries',
  // The host of `query.grpcAddress`, which is in the certificate.
  'grpcHost',
] as const
export type QueryField = (typeof queryFields)[number]

export const queryFrontendFields = [
  'verticalShards',
  'autoscaling.min',
  'autoscaling.max',
  'autoscaling.cpu',
  'autoscaling.queries',
] as const
export type QueryFrontendField = (typeof queryFrontendFields)[number]

/** What scales: a HorizontalPodAutoscaler by CPU, or KEDA by the queries that a pod runs at the same time. */
export const scalers = ['cpu', 'keda'] as const

/** The engines of `--query.promql-engine`. */
export const promqlEngines = ['prometheus', 'thanos'] as const

/** `query` of an environment. */
export type QuerySettings = Readonly<Partial<Record<QueryField, string>>>

/** `queryFrontend` of an environment. */
export type QueryFrontendSettings = Readonly<Partial<Record<QueryFrontendField, string>>>

/** What base objects can use of `query.remote`, `query.environments` and `query.grpcFrom`: lists. */
export const remoteQueryFields = ['endpoints', 'ports', 'networks'] as const
export type RemoteQueryField = (typeof remoteQueryFields)[number]

/** The queries of other clusters that the query reads from, and the networks from which they may read from this one. */
export type RemoteQueries = SettingValues<RemoteQueryField>

/** A query of another cluster. */
export interface RemoteQuery {
  /** `host:port` */
  readonly address: string
  /** The name in its certificate. */
  readonly serverName: string
  /** The environment of this repository that declares the address. Absent for an address of `query.remote`. */
  readonly environment?: string
}

/** The settings of autoscalers, which are numbers. */
export const autoscalingNumbers = [
  'query.autoscaling.min',
  'query.autoscaling.max',
  'query.autoscaling.cpu',
  'queryFrontend.autoscaling.min',
  'queryFrontend.autoscaling.max',
  'queryFrontend.autoscaling.cpu',
] as const
