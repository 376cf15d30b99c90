import { type Finding, MappingReader, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { readPrometheus } from './load-prometheus.ts'

function load(prometheus: string, others = 'components: [thanos-rule]\n') {
  const source = readYaml('environment.yaml', `prometheus: ${prometheus}\n${others}`) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'prometheus' | 'components' | 'query' | 'externalUrls'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  return {
    settings: readPrometheus(fields),
    problems: findings.map(({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy}`),
  }
}

it('refuses to write to the receivers of its own query', () => {
  expect(load('{remoteWrite: receive}').problems).toEqual([expect.stringMatching(/^1:27 .*each series twice/)])
})

describe('agent mode', () => {
  const both = 'components: [thanos-receive, thanos-rule]\n'

  it('writes to the receivers, and moves all rules to the ruler', () => {
    const { settings, problems } = load('{agent: true}', both)
    expect(problems).toEqual([])
    const values = { agent: 'true', remoteWrite: 'true', 'remoteWrite.receive': 'true', rulesInRuler: 'true' }
    expect(settings?.values).toEqual(values)
    for (const field of Object.keys(values)) expect(settings?.paths.get(field)).toEqual(['prometheus', 'agent'])
    expect(load('{agent: true, remoteWrite: receive}', both)).toMatchObject({ settings: { values }, problems: [] })
  })

  it('writes to others as well', () => {
    const { settings, problems } = load('{agent: true, remoteWrite: {url: "https://a.b"}}', both)
    expect(problems).toEqual([])
    expect(settings?.values).toMatchObject({
      'remoteWrite.receive': 'true',
      'remoteWrite.entries': [{ url: 'https://a.b' }],
      'remoteWrite.port': 443,
    })
  })

  it('has shards', () => {
    const { settings, problems } = load('{agent: true, shards: 2}', both)
    expect(problems).toEqual([])
    expect(settings?.values).toMatchObject({ agent: 'true', shardCount: 2, rulesInRuler: 'true' })
  })

  it('is off with false', () => {
    expect(load('{agent: false}')).toEqual({ settings: { values: {}, paths: new Map() }, problems: [] })
  })

  it.each([
    ['{agent: yes}', both, '1:21 agent must be true or false'],
    ['{agent: true}', 'components: [thanos-rule]\n', '1:21 In agent mode, Prometheus stores no blocks'],
    ['{agent: true}', 'components: [thanos-receive]\n', '1:21 In agent mode, Prometheus evaluates no rules'],
    ['{agent: true, shards: 2}', 'components: [thanos-receive]\n', 'In agent mode, Prometheus evaluates no rules'],
    [
      '{agent: true}',
      `${both}query: {remote: [{address: "a.example.com:10901"}]}\n`,
      '1:21 The ruler would evaluate the rules about this cluster with the samples of other clusters',
    ],
  ])('is refused: %s with %s', (prometheus, others, problem) => {
    expect(load(prometheus, others).problems).toEqual([expect.stringContaining(problem)])
  })
})

describe('shards', () => {
  it('have a number, and move the rules about the cluster to the ruler', () => {
    const { settings, problems } = load('{shards: 3}')
    expect(problems).toEqual([])
    expect(settings?.values).toEqual({ shardCount: 3, rulesInRuler: 'true' })
    expect(settings?.shards).toMatchObject({ by: 'hash', list: [{ count: '3' }, { count: '3' }, { count: '3' }] })
    expect(settings?.paths.get('shardCount')).toEqual(['prometheus', 'shards'])
  })

  it.each([
    ['0', '1:22 shards must be a whole number from 2 to 100, not 0. Remove it: without shards'],
    ['1', '1:22 shards must be a whole number from 2 to 100, not 1. Remove it: without shards'],
    ['1.5', '1:22 shards must be a whole number from 2 to 100, not 1.5. Write for example shards: 3'],
    ['101', '1:22 shards must be a whole number from 2 to 100, not 101.'],
    ['many', '1:22 shards must be a whole number from 2 to 100, not "many".'],
    ['{by: time, ages: [2w]}', '1:27 '],
  ])('refuse %s', (shards, problem) => {
    expect(load(`{shards: ${shards}}`).problems).toEqual([expect.stringContaining(problem)])
  })

  it('are accepted with a global query, beside which the query of the ruler reads this cluster alone', () => {
    const others =
      'components: [thanos-rule, thanos-query-global]\nquery: {remote: [{address: "a.example.com:10901"}]}\n'
    expect(load('{shards: 2}', others).problems).toEqual([])
  })

  it.each([
    ['without a ruler', '', '1:22 Rules that compare targets of several shards need a ruler'],
    [
      'with a query of other clusters',
      'components: [thanos-rule]\nquery: {remote: [{address: "a.example.com:10901"}]}\n',
      '1:22 The ruler would evaluate the rules about this cluster with the samples of other clusters',
    ],
    [
      'with an address of the page of all of them',
      'components: [thanos-rule]\nexternalUrls: {prometheus: "https://prometheus.example.com"}\n',
      '3:28 Each shard of Prometheus has a page of its own',
    ],
  ])('are refused %s', (_, others, problem) => {
    expect(load('{shards: 2}', others).problems).toEqual([expect.stringContaining(problem)])
  })
})
