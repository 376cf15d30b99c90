/** What base objects can use of `query` and `queryFrontend`, by the paths of their fields. */
export const queryFields = ['engine', 'autoscaling.min', 'autoscaling.max', 'autoscaling.cpu'] as const
export type QueryField = (typeof queryFields)[number]

export const queryFrontendFields = ['verticalShards', 'autoscaling.min', 'autoscaling.max', 'autoscaling.cpu'] as const
export type QueryFrontendField = (typeof queryFrontendFields)[number]

/** The engines of `--query.promql-engine`. */
export const promqlEngines = ['prometheus', 'thanos'] as const

/** `query` of an environment. */
export type QuerySettings = Readonly<Partial<Record<QueryField, string>>>

/** `queryFrontend` of an environment. */
export type QueryFrontendSettings = Readonly<Partial<Record<QueryFrontendField, string>>>

/** The settings of autoscalers, which are numbers. */
export const autoscalingNumbers = [
  'query.autoscaling.min',
  'query.autoscaling.max',
  'query.autoscaling.cpu',
  'queryFrontend.autoscaling.min',
  'queryFrontend.autoscaling.max',
  'queryFrontend.autoscaling.cpu',
] as const
