import {
  type MappingReader,
  type RequestLog,
  requestLogs,
  type StringFormat,
  shownValue,
  type Tracing,
  tracingClients,
} from '@thanos-gitops/manifest'

// The scheme decides about TLS, as in OTEL_EXPORTER_OTLP_ENDPOINT. Without a path: that of OTLP over HTTP is /v1/traces.
export const tracingEndpoint: StringFormat = {
  pattern: /^https?:\/\/[A-Za-z0-9][A-Za-z0-9.-]*:\d{1,5}$/,
  description: 'the address of a collector for OTLP, with http:// or https:// and a port',
  example: 'http://otel-collector.observability.svc.cluster.local:4317',
  remedy: (value) => {
    const host = /^[A-Za-z0-9][A-Za-z0-9.-]*:\d{1,5}$/.exec(String(value))?.[0]
    return host === undefined ? undefined : `Write endpoint: http://${host}, or https:// for a collector with TLS.`
  },
}

/** Most traces show the same. One of ten is enough to find what is slow. */
const defaultSampling = 0.1

/** Reads `tracing`: the collector to which all programs of Thanos send traces. */
export function readTracing(fields: MappingReader<'tracing'>): Tracing | undefined {
  const tracing = fields.mapping('tracing', ['endpoint', 'protocol', 'sampling'])
  if (tracing === undefined) return undefined
  const endpoint = tracing.requiredString('endpoint', tracingEndpoint)
  const address = endpoint.replace(/^https?:\/\//, '')
  const client = tracing.oneOf('protocol', tracingClients) ?? (address.endsWith(':4318') ? 'http' : 'grpc')
  const sampling = tracing.value('sampling') ?? defaultSampling
  if (typeof sampling !== 'number' || sampling <= 0 || sampling > 1)
    tracing.problem(
      ['sampling'],
      `sampling must be a number above 0 and up to 1, not ${shownValue(sampling)}.`,
      'Write the part of the requests with a trace, for example sampling: 0.1',
    )
  return {
    values: { address, client, insecure: String(!endpoint.startsWith('https://')), sampling: String(sampling) },
  }
}

export const readRequestLogging = (fields: MappingReader<'requestLogging'>): RequestLog | undefined =>
  fields.oneOf('requestLogging', requestLogs)
