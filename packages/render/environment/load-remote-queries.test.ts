import { type Finding, MappingReader, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { readRemoteQueries } from './load-remote-queries.ts'

function load(query: string): { readonly values: unknown; readonly problems: readonly string[] } {
  const source = readYaml('environments/blue/environment.yaml', `namespace: monitoring\nquery: ${query}\n`) as YamlFile
  const findings: Finding[] = []
  const codes = { invalid: 'invalid', unknownKey: 'unknown-key' }
  const fields = new MappingReader<'query' | 'namespace' | 'networkPolicies'>(
    { source, path: [], codes, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  const { values } =
    readRemoteQueries(fields, {
      name: 'blue',
      tls: undefined,
      externalUrls: { query: 'https://thanos.example.com' },
    }) ?? {}
  return {
    values,
    problems: findings.map(
      ({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`,
    ),
  }
}

it('reads queries of other clusters with their ports, and the networks of those that read from this one', () =>
  expect(
    load(
      '{remote: [{address: "a.example.com:10901"}, {address: "edge.example.com:443", serverName: b.example.com}], grpcFrom: [10.0.0.0/8]}',
    ),
  ).toEqual({
    values: {
      endpoints: [
        { address: 'a.example.com:10901', serverName: 'a.example.com' },
        { address: 'edge.example.com:443', serverName: 'b.example.com' },
      ],
      ports: [{ port: 10901 }, { port: 443 }],
      networks: [{ ipBlock: { cidr: '10.0.0.0/8' } }],
    },
    problems: [],
  }))

it('reads nothing from a query without them', () =>
  expect(load('{engine: thanos}')).toEqual({ values: undefined, problems: [] }))

it.each([
  ['{remote: [{address: "https://a.example.com"}]}', 'Write address: a.example.com:10901'],
  ['{remote: [{address: "192.0.2.7:443"}]}', 'address must be the DNS name and the gRPC port of a query'],
  ['{remote: [{serverName: a.example.com}]}', 'address is missing.'],
  ['{remote: [{address: "a.example.com:1"}, {address: "a.example.com:1"}]}', 'a.example.com:1 appears twice.'],
  [
    '{remote: [{address: "thanos-query.monitoring.svc.cluster.local:10901"}]}',
    'thanos-query.monitoring.svc.cluster.local:10901 is the query of this environment: it would send each request to itself.',
  ],
  ['{remote: [{address: "thanos.example.com:443"}]}', 'thanos.example.com:443 is the query of this environment'],
  ['{grpcFrom: [10.0.0.1]}', 'An entry of grpcFrom must be a network in CIDR notation, not "10.0.0.1".'],
])('refuses %s at its line', (query, message) => {
  const { problems } = load(query)
  expect(problems).toEqual([expect.stringContaining(message)])
  expect(problems[0]).toMatch(/^2:\d+ /)
})
