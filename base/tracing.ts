// Traces and request logs of the programs of Thanos: for environments with `tracing` and `requestLogging`.
import { setting, tracingPort } from '@thanos-gitops/manifest'
import { onlyWith } from './component-names.ts'

/** Of a program of Thanos: `parentbasedtraceidratiobased` keeps a trace whole, because the first program decides about all of it. */
export const tracingOf = (name: string) =>
  onlyWith(
    'tracing',
    `--tracing.config={type: OTLP, config: {client_type: ${setting('tracing.client')}, service_name: ${name}, endpoint: "${setting('tracing.address')}", insecure: ${setting('tracing.insecure')}, sampler_type: parentbasedtraceidratiobased, sampler_param: "${setting('tracing.sampling')}"}}`,
  )

/** To the collector, which can be a pod of any namespace or outside of the cluster. */
export const toCollector = () => onlyWith('tracing', { ports: [{ port: tracingPort() }] })

const failedOnly = '{options: {level: ERROR, decision: {log_start: false, log_end: true}}}'

/** Requests that fail, with their duration. Thanos logs others at the level debug only. */
export const requestLog = onlyWith(
  'requestLogging',
  `--request.logging-config={http: ${failedOnly}, grpc: ${failedOnly}}`,
)
