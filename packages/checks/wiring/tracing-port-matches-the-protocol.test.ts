import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { tracingPortMatchesTheProtocol } from './tracing-port-matches-the-protocol.ts'

const thanos = (config: string): string =>
  workload(
    'store',
    `image: quay.io/thanos/thanos:v0.42.4\nargs: [store, '--tracing.config={type: OTLP, config: {${config}}}']`,
  )
const prometheus = (tracing: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: monitoring}\ndata:\n  prometheus.yaml: |\n    scrape_configs: []\n    tracing: {${tracing}}\n`
const problems = (yaml: string): string[] =>
  problemsIn(tracingPortMatchesTheProtocol, yaml).map((text) => text.replace(/^\d+: /, ''))

describe('tracing-port-matches-the-protocol', () => {
  it.each([
    [
      thanos('client_type: grpc, endpoint: "tempo.tracing.svc:4318"'),
      'Deployment/store: traces go to port 4318, which is for OTLP over http, but client_type is grpc.',
    ],
    [
      prometheus('endpoint: "tempo.tracing.svc:4318"'),
      'ConfigMap/c: traces go to port 4318, which is for OTLP over http, but client_type is grpc.',
    ],
    [
      prometheus('endpoint: "tempo.tracing.svc:4317", client_type: http'),
      'ConfigMap/c: traces go to port 4317, which is for OTLP over grpc, but client_type is http.',
    ],
  ])('reports the port of the other protocol', (yaml, message) => expect(problems(yaml)).toEqual([message]))

  it.each([
    thanos('client_type: http, endpoint: "tempo.tracing.svc:4318"'),
    prometheus('endpoint: "tempo.tracing.svc:4317"'),
    prometheus('endpoint: "tempo.tracing.svc:443", client_type: http'),
  ])('accepts %s', (yaml) => expect(problems(yaml)).toEqual([]))
})
