import { type CompactSettings, type Finding, MappingReader, readYaml, reportInto } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { readCompact } from './load-compact.ts'

function compactOf(
  compact: string,
  components = '[thanos-receive]',
): { compact: CompactSettings | undefined; findings: readonly Finding[] } {
  const source = readYaml('environment.yaml', `components: ${components}\ncompact: ${compact}\n`)
  if (!('file' in source)) throw new Error(compact)
  const findings: Finding[] = []
  const codes = { invalid: 'environment-invalid', unknownKey: 'environment-unknown-key' }
  const context = { source, path: [], codes, report: reportInto(findings) }
  const fields = new MappingReader<'compact' | 'components'>(context, source.value as Record<string, unknown>)
  return { compact: readCompact(fields), findings }
}

const times = (time: string) => ({ raw: time, '5m': time, '1h': time })
const tenants = [
  { count: '2', name: 'others', otherTenants: 'team-a' },
  { count: '2', name: 'team-a', tenant: 'team-a', retentionRaw: '30d', retention5m: '30d', retention1h: '30d' },
]

it.each([
  ['{}', {}],
  ['{concurrency: 4}', { concurrency: 4 }],
  ['{downsampleConcurrency: 2, deduplicate: receivers}', { downsampleConcurrency: 2, deduplicate: 'receivers' }],
  ['{deduplicate: prometheus}', { deduplicate: 'prometheus' }],
  ['{shards: 2}', { shards: { by: 'hash', list: [{ count: '2' }, { count: '2' }] } }],
  ['{tenants: {team-a: 30d}}', { shards: { by: 'tenant', list: tenants }, tenants: { 'team-a': times('30d') } }],
])('reads %s', (text, compact) => expect(compactOf(text)).toEqual({ compact, findings: [] }))

it.each([
  ['{concurrency: 0}', 'concurrency must be a whole number from 1 to 64, not 0.'],
  ['{downsampleConcurrency: "2"}', 'downsampleConcurrency must be a whole number'],
  ['{deduplicate: replicas}', 'deduplicate must be one of receivers, prometheus, not "replicas".'],
  ['{deduplication: receivers}', 'Unknown key deduplication.'],
  ['{shards: {by: time, ages: [2w]}}', 'by must be hash'],
  ['{shards: 1}', 'shards must be a whole number from 2 to 100'],
  ['{deduplicate: receivers}', 'The environment has no receivers whose copies could be merged.', '[]'],
  ['{shards: 2, tenants: {team-a: 30d}}', 'The compactor is divided by shards or by tenants, not by both.'],
  ['{tenants: {}}', 'tenants must have 1 to 100 tenants, not 0.'],
  ['{tenants: [team-a]}', 'tenants must be a mapping'],
  ['{tenants: {a/b: 30d}}', 'A key of tenants must be the name of a tenant'],
  ['{tenants: {team-a: 30}}', 'team-a must be a duration such as 30d, not 30.'],
  ['{tenants: {team-a: {raw: 30d, 5m: 90d}}}', 'team-a has no 1h.'],
])('reports %s at its line', (text, message, components = '[thanos-receive]') => {
  const { findings } = compactOf(text, components)
  expect(findings).toMatchObject([{ place: { line: 2 } }])
  expect(findings[0]!.message).toContain(message)
})

it.each(['', '[team-a]', 'team-a'])('shows how tenants are written for %j', (value) =>
  expect(compactOf(`{tenants: ${value}}`).findings).toMatchObject([
    {
      message: expect.stringContaining('tenants must be a mapping'),
      remedy: 'Write for example tenants: {team-a: 30d}',
    },
  ]),
)

it('names the compactor of a tenant after the tenant, or what can be in a name with a hash', () => {
  const { compact } = compactOf('{tenants: {team-a: 30d, Team.A: 30d, others: 30d, a_b: 1y}}')
  const { list } = compact!.shards!
  const [others, plain, ...hashed] = list.map(({ name }) => name)
  expect([others, plain]).toEqual(['others', 'team-a'])
  expect(hashed).toEqual([
    expect.stringMatching(/^team-a-[0-9a-f]{8}$/),
    expect.stringMatching(/^others-[0-9a-f]{8}$/),
    expect.stringMatching(/^a-b-[0-9a-f]{8}$/),
  ])
  expect(list[0]!.otherTenants).toBe('team-a|Team[.]A|others|a_b')
})
