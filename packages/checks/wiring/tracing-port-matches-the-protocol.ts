import { mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configOf } from '../thanos/config-documents.ts'
import { inDocument } from '../thanos/places.ts'

export const tracingPortMatchesTheProtocol: Check = {
  name: 'tracing-port-matches-the-protocol',
  question: 'addresses',
  severity: 'error',
  why: 'Collectors receive OTLP over gRPC at port 4317 and over HTTP at port 4318. A client of the other protocol loses all traces, and logs an error for each batch.',
  remedy: 'Use port 4317 with client_type: grpc, or port 4318 with client_type: http.',
  source: 'https://opentelemetry.io/docs/specs/otlp/#otlpgrpc-default-port',
  *run(context) {
    for (const { document, steps, type } of tracingSections(context)) {
      const { endpoint } = steps.reduce((value, step) => mappingOf(value[step]), mappingOf(document.value))
      const port = /:(\d+)(?:\/|$)/.exec(stringOf(endpoint) ?? '')?.[1]
      const expected = port === undefined ? undefined : protocolOfPort[port]
      if (expected !== undefined && type !== undefined && type !== expected)
        yield problemAt(document, steps, port!, type, expected)
    }
  },
}

const protocolOfPort: Readonly<Record<string, string>> = { 4317: 'grpc', 4318: 'http' }

function problemAt(
  document: EmbeddedDocument,
  steps: readonly string[],
  port: string,
  type: string,
  expected: string,
): Problem {
  const otherPort = port === '4317' ? '4318' : '4317'
  return {
    ...inDocument(document, ...steps, 'endpoint'),
    message: `traces go to port ${port}, which is for OTLP over ${expected}, but client_type is ${type}.`,
    remedy: `Use port ${otherPort}, or set client_type: ${expected}.`,
  }
}

interface TracingSection {
  readonly document: EmbeddedDocument
  readonly steps: readonly string[]
  readonly type: string | undefined
}

function tracingSections(context: CheckContext): readonly TracingSection[] {
  const ofThanos = new Set(
    thanosPrograms(context).flatMap((program) => configOf(context, program, 'tracing.config') ?? []),
  )
  return [
    ...[...ofThanos]
      .filter(({ value }) => mappingOf(value).type === 'OTLP')
      .map((document) => ({
        document,
        steps: ['config'],
        type: stringOf(mappingOf(mappingOf(document.value).config).client_type),
      })),
    ...context.documents
      .filter(({ text }) => text.includes('tracing:') && text.includes('scrape_configs'))
      .map((document) => ({
        document,
        steps: ['tracing'],
        // prometheus, config/config.go: DefaultTracingConfig
        type: stringOf(mappingOf(mappingOf(document.value).tracing).client_type) ?? 'grpc',
      })),
  ]
}
