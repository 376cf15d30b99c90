import { type Finding, MappingReader, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { readRule } from './load-rule.ts'

function load(rule: string, components = '[thanos-rule, thanos-receive]') {
  const source = readYaml('environment.yaml', `rule: ${rule}\ncomponents: ${components}\n`) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'rule' | 'components'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  const read = readRule(fields)
  return {
    values: read?.values,
    shards: read?.shards?.list.length,
    problems: findings.map(
      ({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`,
    ),
  }
}

it('writes to the receivers of the environment, or to an address', () => {
  expect(load('{remoteWrite: receive}')).toMatchObject({
    values: { remoteWrite: 'true', 'remoteWrite.receive': 'true' },
    problems: [],
  })
  const entry = { url: 'https://receive.example.com/api/v1/receive', headers: { a: 'b' } }
  expect(load(`{remoteWrite: ${JSON.stringify(entry)}}`, '[thanos-rule]')).toMatchObject({
    values: { remoteWrite: 'true', 'remoteWrite.entries': [entry], 'remoteWrite.port': 443 },
    problems: [],
  })
  expect(load('{remoteWrite: {url: "http://a.b.svc:19291/api"}}').values).toMatchObject({ 'remoteWrite.port': 19291 })
})

it('reads a number of shards, also without storage', () => {
  expect(load('{shards: 3}')).toEqual({ values: {}, shards: 3, problems: [] })
  expect(load('{remoteWrite: receive, shards: 2}')).toMatchObject({
    values: { remoteWrite: 'true' },
    shards: 2,
    problems: [],
  })
  expect(load('{shards: 3}', '[]').problems).toEqual([
    '1:1 The environment has no ruler. Add thanos-rule to components, or remove rule.',
  ])
})

it.each([
  ['{shards: 0}', '1:16 shards must be a whole number from 2 to 100, not 0.', 'Remove it'],
  ['{shards: 1.5}', '1:16 shards must be a whole number from 2 to 100, not 1.5.', 'Write for example shards: 3'],
  ['{shards: 101}', '1:16 shards must be a whole number from 2 to 100, not 101.', 'Write for example shards: 3'],
  ['{shards: "2"}', '1:16 shards must be a whole number from 2 to 100, not "2".', 'Write for example shards: 3'],
  [
    '{remoteWrite: recieve}',
    '1:21 remoteWrite must be receive, or a mapping with a url, not "recieve".',
    'Write remoteWrite: receive',
  ],
  ['{remoteWrite: {}}', '1:21 url is missing.', 'https://receive.example.com'],
  [
    '{remoteWrite: {url: "https://user:secret@a.b"}}',
    '1:27 url must be the address of a remote write receiver, without credentials.',
    '',
  ],
  ['{remoteWrite: {url: "https://a.b", headers: [a]}}', '1:51 headers must be a mapping of strings.', ''],
  ['{remoteWrite: {url: "https://a.b", queue_config: 5}}', '1:56 queue_config must be a mapping, not 5.', ''],
  ['{remote_write: receive}', '1:8 Unknown key remote_write.', 'Did you mean remoteWrite?'],
])('refuses %s', (text, message, remedy) => {
  const { problems } = load(text)
  expect(problems).toEqual([expect.stringContaining(message)])
  expect(problems[0]).toContain(remedy)
  expect(problems[0]).not.toContain('secret')
})

it('refuses receivers and a ruler that the environment lacks', () => {
  expect(load('{remoteWrite: receive}', '[thanos-rule]').problems).toEqual([
    expect.stringContaining('1:21 The environment has no receivers. Add thanos-receive'),
  ])
  expect(load('{remoteWrite: receive}', '[thanos-receive]').problems).toEqual([
    '1:1 The environment has no ruler. Add thanos-rule to components, or remove rule.',
  ])
})
