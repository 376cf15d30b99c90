/** What base objects can use of `tracing`. */
export const tracingFields = ['address', 'client', 'insecure', 'sampling'] as const
export type TracingField = (typeof tracingFields)[number]

/** The protocols of OTLP, by the names in Thanos' configuration. */
export const tracingClients = ['grpc', 'http'] as const

/** `tracing` of an environment: where all programs of Thanos send their traces. */
export interface Tracing {
  readonly values: Readonly<Record<TracingField, string>>
}

/** Which requests the programs of Thanos log: those that fail, or also each query of people. */
export const requestLogs = ['errors', 'queries'] as const
export type RequestLog = (typeof requestLogs)[number]
