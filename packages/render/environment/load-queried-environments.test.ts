import { type Finding, MappingReader, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import type { FleetReader } from './fleet.ts'
import { readRemoteQueries } from './load-remote-queries.ts'
import { readTls } from './load-tls.ts'

type Fleet = Readonly<Record<string, string>>

const tls = 'tls: {provider: cert-manager, issuer: internal-ca}\n'
const reachable = (name: string, more = ''): string =>
  `${tls}query: {grpcAddress: "query.${name}.example.com:443", grpcFrom: [10.0.0.0/8]${more}}\n`

const yaml = (name: string, text: string): YamlFile =>
  readYaml(`environments/${name}/environment.yaml`, text) as YamlFile

const fleetOf = (texts: Fleet): FleetReader => ({
  names: () => Object.keys(texts).sort(),
  settings: (name) => (texts[name] === 'unreadable' ? undefined : yaml(name, texts[name]!)),
})

/** Reads `query` of the environment `global`. */
function load(query: string, others: Fleet = {}, more = tls, hasGlobalQuery = false) {
  const text = `namespace: monitoring\n${more}query: ${query}\n`
  const source = yaml('global', text)
  const findings: Finding[] = []
  const fields = new MappingReader<'query' | 'namespace' | 'networkPolicies' | 'tls'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  const client = {
    name: 'global',
    externalUrls: {},
    hasGlobalQuery,
    tls: readTls(fields),
    fleet: fleetOf({ ...others, global: text }),
  }
  const read = readRemoteQueries(fields, client)
  return {
    endpoints: read?.values.endpoints,
    ports: read?.values.ports,
    paths: read?.paths,
    problems: findings.map(({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy}`),
  }
}

const endpoint = (environment: string) => ({
  address: `query.${environment}.example.com:443`,
  serverName: `query.${environment}.example.com`,
  environment,
})

describe('query.environments', () => {
  it('are the addresses that the environments declare, after those of remote', () => {
    const { endpoints, ports, paths, problems } = load(
      '{remote: [{address: "other.example.com:10901"}], environments: [us-1, eu-1]}',
      { 'eu-1': reachable('eu-1'), 'us-1': reachable('us-1') },
    )
    expect(problems).toEqual([])
    expect(endpoints).toEqual([
      { address: 'other.example.com:10901', serverName: 'other.example.com' },
      endpoint('us-1'),
      endpoint('eu-1'),
    ])
    expect(ports).toEqual([{ port: 10901 }, { port: 443 }])
    expect(paths?.get('endpoints/2')).toEqual(['query', 'environments', 1])
  })

  it('can be those of a layer and of a ring, each once and without the environment itself', () =>
    expect(
      load(
        '{environments: [{layer: edge}, {ring: stable}]}',
        {
          'eu-1': `layers: [edge]\nring: stable\n${reachable('eu-1')}`,
          'us-1': `ring: stable\n${reachable('us-1')}`,
          lab: 'ring: canary\n',
        },
        `layers: [edge]\nring: stable\n${tls}`,
      ),
    ).toMatchObject({ endpoints: [endpoint('eu-1'), endpoint('us-1')], problems: [] }))

  it('can ask environments that ask others', () =>
    expect(
      load('{environments: [eu-1, us-1]}', {
        'eu-1': reachable('eu-1', ', environments: [us-1]'),
        'us-1': reachable('us-1'),
      }),
    ).toMatchObject({ endpoints: [endpoint('eu-1'), endpoint('us-1')], problems: [] }))

  it('can ask each other by the query of all clusters, which no other one asks', () => {
    const global = 'components: [thanos-query-global]\n'
    const asksBack = `${global}${reachable('eu-1', ', environments: [global]')}`
    expect(load('{environments: [eu-1]}', { 'eu-1': asksBack }).problems).toEqual([])
    expect(load('{environments: [eu-1]}', { 'eu-1': asksBack.replace(global, '') }, tls, true).problems).toEqual([])
  })

  it('do not follow a cycle of others forever', () =>
    expect(
      load('{environments: [eu-1]}', {
        'eu-1': reachable('eu-1', ', environments: [us-1]'),
        'us-1': reachable('us-1', ', environments: [eu-1]'),
      }).problems,
    ).toEqual([]))
})

describe('an error at its line', () => {
  const known: Fleet = { 'eu-1': reachable('eu-1') }

  it.each<[what: string, query: string, others: Fleet, message: string]>([
    ['an unknown environment', '[eu-2]', known, 'There is no environment eu-2. Did you mean eu-1?'],
    ['the environment itself', '[global]', known, 'global is this environment: its query would send each request to'],
    ['an environment twice', '[eu-1, eu-1]', known, 'eu-1 appears twice.'],
    [
      'another form',
      '[{name: eu-1}]',
      known,
      'An entry of environments must be the name of an environment, {layer: …}',
    ],
    [
      'a layer of none',
      '[{layer: egde}]',
      { 'eu-1': `layers: [edge]\n${reachable('eu-1')}` },
      'No other environment lists the layer egde. Did you mean edge?',
    ],
    [
      'a ring of none',
      '[{ring: wide}]',
      known,
      'No other environment is in the ring wide. Write the names of environments.',
    ],
    [
      'an environment with a problem',
      '[eu-1]',
      { 'eu-1': 'unreadable' },
      'environments/eu-1/environment.yaml or a layer of it has problems. Run: npx thanos-gitops render eu-1',
    ],
    [
      'an environment without an address',
      '[eu-1]',
      { 'eu-1': tls },
      'eu-1 declares no address at which its query can be reached from other clusters. Add to environments/eu-1/environment.yaml, below query: grpcAddress: thanos-query.eu-1.example.com:10901',
    ],
    [
      'an environment without TLS',
      '[eu-1]',
      { 'eu-1': reachable('eu-1').replace(tls, '') },
      'The query of eu-1 has no TLS, and this environment connects with TLS. In environments/eu-1/environment.yaml, use the issuer of global: tls: {provider: cert-manager, issuer: internal-ca, issuerKind: Issuer}',
    ],
    [
      'an environment with an authority of its own',
      '[eu-1]',
      { 'eu-1': reachable('eu-1').replace(tls, 'tls: cert-manager\n') },
      'The certificates of eu-1 are signed by an authority of its own',
    ],
    [
      'an environment with another issuer',
      '[eu-1]',
      { 'eu-1': reachable('eu-1').replace('internal-ca', 'vault') },
      'The certificates of eu-1 are signed by the issuer vault, and those of this environment by internal-ca.',
    ],
    [
      'two environments with one address',
      '[eu-1, us-1]',
      { 'eu-1': reachable('eu-1'), 'us-1': reachable('eu-1') },
      'us-1 and eu-1 have the address query.eu-1.example.com:443.',
    ],
    [
      'a query that asks itself through another one',
      '[eu-1]',
      { 'eu-1': reachable('eu-1', ', environments: [us-1]'), 'us-1': reachable('us-1', ', environments: [global]') },
      'The query would send each request to itself: global → eu-1 → us-1 → global. Remove the entry, or that of global below query in environments/us-1/environment.yaml.',
    ],
  ])('is %s', (_, query, others, message) => {
    const { problems } = load(`{environments: ${query}}`, others)
    expect(problems).toEqual([expect.stringContaining(message)])
    expect(problems[0]).toMatch(/^3:\d+ /)
  })

  it('is a query that asks itself by its address in remote of another one', () =>
    expect(
      load('{grpcAddress: "query.global.example.com:443", grpcFrom: [10.0.0.0/8], environments: [eu-1]}', {
        'eu-1': reachable('eu-1', ', remote: [{address: "query.global.example.com:443"}]'),
      }).problems,
    ).toEqual([expect.stringContaining('global → eu-1 → global')]))

  it.each([
    ['', 'The queries of other environments are asked over TLS, and this environment has no tls.'],
    ['tls: cert-manager\n', 'The certificates of this environment are signed by an authority of its own'],
  ])('is an environment with %j that asks others', (settings, message) =>
    expect(load('{environments: [eu-1]}', known, settings).problems).toEqual([expect.stringContaining(message)]),
  )
})

describe('query.grpcAddress', () => {
  it('needs networks from which other queries connect', () => {
    const query = '{grpcAddress: "query.example.com:443"}'
    expect(load(query).problems).toEqual([
      expect.stringMatching(/The NetworkPolicy of thanos-query admits no query of another cluster\..*grpcFrom/),
    ])
    expect(load(query, {}, 'networkPolicies: false\n').problems).toEqual([])
  })

  it('cannot be an address that the query asks', () =>
    expect(
      load(
        '{grpcAddress: "query.example.com:443", grpcFrom: [10.0.0.0/8], remote: [{address: "query.example.com:443"}]}',
      ).problems,
    ).toEqual([expect.stringContaining('is the query of this environment')]))
})
