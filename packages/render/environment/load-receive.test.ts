import { type Finding, MappingReader, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { readReceive } from './load-receive.ts'

function load(receive: string, components = '[thanos-receive]', zones = '') {
  const source = readYaml('environment.yaml', `receive: ${receive}\ncomponents: ${components}\n${zones}`) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'receive' | 'components' | 'zones'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  const result = readReceive(fields)
  return {
    values: result?.values,
    zones: result?.zones,
    paths: result?.paths,
    problems: findings.map(
      ({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`,
    ),
  }
}

const pods = (count: number) => Array.from({ length: count }, (_, ordinal) => ({ name: `thanos-receive-${ordinal}` }))

it('derives receivers, hashring and copies from one setting', () => {
  expect(load('{replicas: 5}')).toMatchObject({
    values: { replicas: 5, replicationFactor: 3, endpoints: pods(5), routers: 2 },
    problems: [],
  })
  expect(load('{replicationFactor: 5}').values).toMatchObject({ replicas: 5, endpoints: pods(5) })
  expect(load('{replicas: 5, leaving: 2}').values).toMatchObject({ replicas: 5, endpoints: pods(3), leaving: '2' })
})

it('reads the bounds of the autoscaler of routers, and limits with a count of series only where a limit needs it', () => {
  const { values, paths, problems } = load(
    '{routers: {min: 2, max: 6}, limits: {global: {max_concurrency: 9}, tenants: {a: {head_series_limit: 5}}}}',
  )
  expect(problems).toEqual([])
  expect(values).toMatchObject({
    routers: 2,
    'routers.min': 2,
    'routers.max': 6,
    'limits.maxConcurrency': 9,
    'limits.tenants': { a: { head_series_limit: 5 } },
    headSeriesLimits: 'true',
  })
  expect(paths?.get('limits.tenants/a/head_series_limit')).toEqual([
    'receive',
    'limits',
    'tenants',
    'a',
    'head_series_limit',
  ])
  expect(load('{limits: {default: {request: {series_limit: 9}}}}').values).not.toHaveProperty('headSeriesLimits')
})

it('has the same number of receivers in each zone', () => {
  const { values, zones, problems } = load('{zones: [a, b, c], replicas: 6, leaving: 3}', undefined, 'zones: 3\n')
  expect(problems).toEqual([])
  expect(zones).toMatchObject({ by: 'zone', list: [{ zone: 'a' }, { zone: 'b' }, { zone: 'c' }] })
  expect(values).toMatchObject({ replicas: 2, leaving: '1', routersWave: '17' })
  expect(values?.endpoints).toEqual(['a', 'b', 'c'].map((zone) => ({ name: `thanos-receive-${zone}-0`, zone })))
  expect(load('{zones: [a, b], replicationFactor: 2}').values).toMatchObject({ replicas: 2 })
})

it.each([
  [
    '{zones: 3}',
    '1:18 zones must be a list of up to 16 names of zones, not 3.',
    'zones: [eu-west-1a, eu-west-1b, eu-west-1c]',
  ],
  ['{zones: [a, B, c]}', '1:22 A zone must be the name of a zone: lowercase letters', 'eu-west-1a'],
  ['{zones: [a, b, a]}', '1:25 The zone a is listed twice.', 'Remove one of them.'],
  ['{zones: [a, b]}', '1:18 A zone can have 2 of the 3 copies', 'List 3 zones or more, or write replicationFactor: 2.'],
  ['{zones: [a, b], replicationFactor: 1}', '1:18 A zone can have 1 of the 1 copy', 'Write replicationFactor: 3.'],
  ['{zones: [a, b, c], replicas: 5}', '1:39 replicas is 5 for 3 zones together', 'Write replicas: 3 or 6.'],
  ['{zones: [a, b, c], replicas: 6, leaving: 1}', '1:51 leaving is 1 for 3 zones together', 'Write leaving: 0 or 3.'],
])('refuses %s', (text, message, remedy) => {
  const { problems } = load(text)
  expect(problems).toEqual([expect.stringContaining(message)])
  expect(problems[0]).toContain(remedy)
})

it('refuses more zones than the cluster has', () =>
  expect(load('{zones: [a, b, c]}', undefined, 'zones: 2\n').problems).toEqual([
    '1:18 Receivers are in 3 zones, but the cluster has 2: zones of the environment. Raise zones of the environment to 3, or list 2 zones here.',
  ]))

it.each([
  [
    '{replicas: 2}',
    '1:21 There are 2 receivers, but each sample has 3 copies, by default',
    'Write replicas: 3 or more, or replicationFactor: 1',
  ],
  [
    '{replicas: 4, replicationFactor: 5}',
    '1:21 There are 4 receivers, but each sample has 5 copies:',
    'replicationFactor: 3',
  ],
  ['{replicas: 5, leaving: 3}', '1:33 The hashring has 2 of 5 receivers', 'Write leaving: 2 or less'],
  ['{replicas: five}', '1:21 replicas must be a whole number from 1 to 100, not "five".', 'replicas: 5'],
  ['{replicas: 0}', '1:21 replicas must be', ''],
  ['{routers: {min: 2}}', '1:20 max is missing.', 'max: 6'],
  ['{routers: {min: 4, max: 4}}', '1:34 max must be above min', 'Write max: 5 or more, or routers: 4'],
  ['{outOfOrderWindow: 3d}', '1:29 outOfOrderWindow must be a duration', 'outOfOrderWindow: 30m'],
  ['{outOfOrderWindow: 30}', '1:29 outOfOrderWindow must be a duration', ''],
  ['{tenantHeader: "a b"}', '1:25 tenantHeader must be the name of an HTTP header', 'X-Scope-OrgID'],
  ['{defaultTenant: ../x}', '1:26 defaultTenant must be the name of a tenant', ''],
  ['{limits: {tenants: {a/b: {}}}}', '1:30 A key of tenants must be the name of a tenant', 'team-a'],
  ['{limits: {default: {head_series: 4}}}', '1:30 Unknown key head_series.', 'Did you mean head_series_limit?'],
  ['{limits: {default: {head_series_limit: 1M}}}', '1:49 head_series_limit must be a whole number', ''],
  ['{replica: 5}', '1:11 Unknown key replica.', 'Did you mean replicas?'],
])('refuses %s', (text, message, remedy) => {
  const { problems } = load(text)
  expect(problems).toEqual([expect.stringContaining(message)])
  expect(problems[0]).toContain(remedy)
})

it('refuses the setting without receivers', () =>
  expect(load('{replicas: 5}', '[]').problems).toEqual([
    '1:1 The environment has no receivers. Add thanos-receive to components, or remove receive.',
  ]))
