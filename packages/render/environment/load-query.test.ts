import { type Finding, MappingReader, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { readQuery, readQueryFrontend } from './load-query.ts'
import { readRequestLogging, readTracing } from './load-tracing.ts'

type Fields = MappingReader<'query' | 'queryFrontend' | 'components' | 'tracing' | 'requestLogging'>

function load<T>(
  read: (fields: Fields) => T,
  content: string,
): { readonly value: T; readonly problems: readonly string[] } {
  const source = readYaml('environments/blue/environment.yaml', content) as YamlFile
  const findings: Finding[] = []
  const codes = { invalid: 'invalid', unknownKey: 'unknown-key' }
  const value = read(
    new MappingReader(
      { source, path: [], codes, report: reportInto(findings) },
      source.value as Record<string, unknown>,
    ),
  )
  const problems = findings.map(({ message, remedy, place }) => `${place!.line} ${message} ${remedy ?? ''}`.trim())
  return { value, problems }
}

const frontend = 'components: [thanos-query-frontend]\n'

describe('readQuery', () => {
  it.each([
    ['query: {engine: thanos}', { engine: 'thanos' }],
    ['query: {tenancy: {label: tenant_id}}', { 'tenancy.label': 'tenant_id' }],
    [
      'query: {autoscaling: {by: keda, max: 10}}',
      { 'autoscaling.min': '2', 'autoscaling.max': '10', 'autoscaling.queries': '10' },
    ],
    ['query: {autoscaling: {max: 10}}', { 'autoscaling.min': '2', 'autoscaling.max': '10', 'autoscaling.cpu': '70' }],
    [
      'query: {autoscaling: {min: 3, max: 4, cpu: 150}}',
      { 'autoscaling.min': '3', 'autoscaling.max': '4', 'autoscaling.cpu': '150' },
    ],
    ['cluster: a', undefined],
  ])('reads %s', (content, value) => expect(load(readQuery, content)).toEqual({ value, problems: [] }))

  it.each([
    ['query: {engine: tanos}', 'engine must be one of prometheus, thanos, not "tanos". Did you mean thanos?'],
    ['query: {autoscaling: {min: 2}}', 'max is missing. Add max, for example max: 10'],
    ['query: {autoscaling: {min: 5, max: 3}}', 'max must be above min, which is 5, not 3. Write for example max: 15'],
    ['query: {autoscaling: {max: 10, cpu: 0.7}}', 'cpu must be a whole number from 10 to 500, not 0.7.'],
    ['query: {autoscaling: {by: keda, max: 10, cpu: 70}}', 'cpu has no effect with by: keda. Write queries: 10'],
    ['query: {autoscaling: {max: 10, queries: 8}}', 'queries has no effect without by: keda. Write cpu: 70'],
    ['query: {autoscaling: {by: hpa, max: 10}}', 'by must be one of cpu, keda, not "hpa".'],
    ['query: {tenancy: {label: tenant_id}, autoscaling: {by: keda, max: 10}}', 'KEDA asks the query without a tenant'],
    ['query: {autoscaling: 10}', 'autoscaling must be a mapping, not 10.'],
    ['query: {tenancy: {label: tenant-id}}', 'label must be the name of a label, not "tenant-id".'],
    ['query: {replicas: 3}', 'Unknown key replicas.'],
  ])('reports %s at its line', (content, message) => {
    const { problems } = load(readQuery, `cluster: a\n${content}`)
    expect(problems).toEqual([expect.stringContaining(message)])
    expect(problems[0]).toMatch(/^2 /)
  })
})

it('refuses tenancy next to what queries without a tenant', () =>
  expect(load(readQuery, 'components: [thanos-rule]\nquery: {tenancy: {label: tenant_id}}').problems).toEqual([
    expect.stringContaining('2 thanos-rule sends queries without a tenant'),
  ]))

describe('readQueryFrontend', () => {
  it('reads the number of shards', () =>
    expect(load(readQueryFrontend, `${frontend}queryFrontend: {verticalShards: 4}`)).toEqual({
      value: { verticalShards: '4' },
      problems: [],
    }))

  it.each([
    [`${frontend}queryFrontend: {verticalShards: 1}`, 'verticalShards must be a whole number from 2 to 64, not 1.'],
    ['components: []\nqueryFrontend: {verticalShards: 4}', 'The environment has no query frontend.'],
  ])('reports %s at its line', (content, message) => {
    const { problems } = load(readQueryFrontend, content)
    expect(problems).toEqual([expect.stringContaining(message)])
    expect(problems[0]).toMatch(/^2 /)
  })
})

describe('readTracing', () => {
  it.each([
    [
      '{endpoint: "http://otel.example.com:4317"}',
      { address: 'otel.example.com:4317', client: 'grpc', insecure: 'true', sampling: '0.1' },
    ],
    [
      '{endpoint: "https://otel.example.com:4318"}',
      { address: 'otel.example.com:4318', client: 'http', insecure: 'false', sampling: '0.1' },
    ],
    [
      '{endpoint: "https://otel.example.com:443", protocol: http, sampling: 1}',
      { address: 'otel.example.com:443', client: 'http', insecure: 'false', sampling: '1' },
    ],
  ])('reads %s', (content, values) =>
    expect(load(readTracing, `tracing: ${content}`)).toEqual({ value: { values }, problems: [] }),
  )

  it.each([
    ['{sampling: 0.5}', 'endpoint is missing.'],
    [
      '{endpoint: "otel.example.com:4317"}',
      'Write endpoint: http://otel.example.com:4317, or https:// for a collector with TLS.',
    ],
    ['{endpoint: "http://otel.example.com"}', 'endpoint must be the address of a collector'],
    [
      '{endpoint: "http://otel.example.com:4317", sampling: 10}',
      'sampling must be a number above 0 and up to 1, not 10.',
    ],
    ['{endpoint: "http://otel.example.com:4317", protocol: grcp}', 'Did you mean grpc?'],
  ])('reports %s', (content, message) =>
    expect(load(readTracing, `tracing: ${content}`).problems).toEqual([expect.stringContaining(message)]),
  )
})

it('reads which requests are logged', () => {
  expect(load(readRequestLogging, 'requestLogging: queries').value).toBe('queries')
  expect(load(readRequestLogging, 'requestLogging: all').problems).toEqual([
    expect.stringContaining('requestLogging must be one of errors, queries, not "all".'),
  ])
})
