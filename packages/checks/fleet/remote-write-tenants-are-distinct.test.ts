import { expect, it } from 'vitest'
import { remoteWriteTenantsAreDistinct } from './remote-write-tenants-are-distinct.ts'
import { fleetProblems, type TestEnvironment, withoutLine } from './testing.ts'

const writesAs = (tenant: string, url = 'https://receive.example.com/api/v1/receive'): TestEnvironment => ({
  changes: [
    [
      '    scrape_configs:\n      - job_name: pods',
      `    remote_write: [{url: '${url}', headers: {THANOS-TENANT: ${tenant}}}]\n    scrape_configs:\n      - job_name: pods`,
    ],
  ],
})

it('finds one tenant of two environments', () => {
  expect(fleetProblems(remoteWriteTenantsAreDistinct, { a: writesAs('x'), b: writesAs('x') }).map(withoutLine)).toEqual(
    [
      'b: b.yaml ConfigMap/prometheus: a and b write to https://receive.example.com/api/v1/receive as the tenant x (a: a.yaml:N).',
    ],
  )
})

it.each<[string, Readonly<Record<string, TestEnvironment>>]>([
  ['two tenants', { a: writesAs('x'), b: writesAs('y') }],
  ['two addresses', { a: writesAs('x'), b: writesAs('x', 'https://other.example.com/api/v1/receive') }],
  [
    'receivers of each cluster',
    {
      a: writesAs('x', 'http://receive.monitoring.svc:19291/r'),
      b: writesAs('x', 'http://receive.monitoring.svc:19291/r'),
    },
  ],
  ['no remote write', { a: {}, b: {} }],
])('accepts %s', (_, environments) => expect(fleetProblems(remoteWriteTenantsAreDistinct, environments)).toEqual([]))
