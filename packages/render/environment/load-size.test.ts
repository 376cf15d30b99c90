import { type Finding, MappingReader, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { readSize } from './load-size.ts'

function load(setting: string, components: readonly string[] = [], others = ''): unknown {
  const yaml = `size: ${setting}\ncomponents: ${JSON.stringify(components)}\n${others}`
  const source = readYaml('environments/blue/environment.yaml', yaml) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'size' | 'components' | 'prometheus'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  const size = readSize(fields)
  return findings.length > 0
    ? findings.map(({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy}`)
    : size
}

describe('readSize', () => {
  it.each([
    ['small', { series: 100_000 }],
    ['medium', { series: 1_000_000 }],
    ['large', { series: 3_000_000 }],
    ['{series: 3M}', { series: 3_000_000 }],
    ['{series: 750000}', { series: 750_000 }],
    [
      '{series: 1.5M, churn: 1, queriesPerSecond: 0.5, queryRange: 1d12h}',
      { series: 1_500_000, churn: 1, queriesPerSecond: 0.5, queryRange: 129_600 },
    ],
    [
      '{series: 3M, largestNode: {cpu: 15500m, memory: 60Gi}}',
      { series: 3_000_000, largestNode: { cpu: 15.5, memory: 60 * 2 ** 30 } },
    ],
  ])('reads %s', (setting, size) => expect(load(setting)).toEqual(size))

  it('reads the series of receivers in an environment that has receivers', () => {
    const size = { series: 1000, receiveSeries: 2000 }
    expect(load('{series: 1k, receiveSeries: 2k}', ['thanos-receive'])).toEqual(size)
    expect(load('{series: 1k, receiveSeries: 2k}')).toEqual([
      '1:20 The environment has no receivers that other clusters send series to. Add thanos-receive to components, or remove receiveSeries.',
    ])
  })

  it.each([
    [
      'huge',
      '1:7 size must be one of small, medium, large, or a mapping with the number of series, not "huge". Write for example size: {series: 3M}',
    ],
    ['larg', 'Did you mean large?'],
    ['3M', 'Write size: {series: 3M}'],
    ['3000000', 'Write size: {series: 3000000}'],
    ['[large]', '1:7 size must be a mapping, not ["large"].'],
    ['{}', 'series is missing. Add series, for example series: 3M'],
    ['{serie: 3M, series: 3M}', 'Unknown key serie. Did you mean series?'],
    [
      '{series: 3 million}',
      '1:16 series must be a number from 1 to 1G, such as 750k or 3M, not "3 million". Write for example series: 3M',
    ],
    ['{series: 0}', 'series must be a number from 1 to 1G'],
    ['{series: 3000G}', 'series must be a number from 1 to 1G'],
    ['{series: 3M, churn: -1}', '1:27 churn must be a number from 0 to 100, not -1. Write for example churn: 0.25'],
    ['{series: 3M, queriesPerSecond: many}', 'queriesPerSecond must be a number from 0 to 100000, not "many".'],
    ['{series: 3M, queryRange: 1 day}', 'queryRange must be a duration above 0 as Prometheus writes it, not "1 day".'],
    ['{series: 3M, queryRange: 0s}', 'queryRange must be a duration above 0'],
    [
      '{series: 3M, largestNode: {memory: 64GB}}',
      'memory must be a quantity of Kubernetes above 0, not "64GB". Write for example memory: 64Gi',
    ],
    ['{series: 3M, largestNode: {cpus: 4}}', 'Unknown key cpus. Did you mean cpu?'],
  ])('refuses %s', (setting, message) => {
    const problems = load(setting) as readonly string[]
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(message)
  })

  it('refuses a size that no node can hold, at the number of series', () => {
    expect(load('{series: 30M, largestNode: {cpu: 16, memory: 64Gi}}')).toEqual([
      '1:16 No node can hold a pod of prometheus: it needs 40 cores, and the largest node has 16 cores. Split the load into 3 shards, each an environment of its own with series: 10M, or use larger nodes.',
      '1:16 No node can hold a pod of prometheus: it needs 91.1 GiB of memory, and the largest node has 64 GiB. Split the load into 2 shards, each an environment of its own with series: 15M, or use larger nodes.',
      '1:16 No node can hold a pod of thanos-compact: it needs 64.4 GiB of memory, and the largest node has 64 GiB. Split the load into 2 shards, each an environment of its own with series: 15M, or use larger nodes.',
    ])
    expect(load('{series: 10M, largestNode: {cpu: 16, memory: 64Gi}}')).toMatchObject({ series: 10_000_000 })
  })

  it('counts the shards of Prometheus, and its mode', () => {
    const size = '{series: 20M, churn: 0, largestNode: {cpu: 30, memory: 48Gi}}'
    const prometheus = (problems: unknown) => JSON.stringify(problems).match(/a pod of prometheus/g)?.length ?? 0
    expect(prometheus(load(size))).toBe(1)
    expect(prometheus(load(size, [], 'prometheus: {shards: 2}\n'))).toBe(0)
    expect(prometheus(load(size, [], 'prometheus: {shards: {count: 2}}\n'))).toBe(0)
    expect(prometheus(load(size, [], 'prometheus: {agent: true}\n'))).toBe(0)
  })

  it('refuses receivers that no node can hold because they store the samples of agents', () => {
    const size = '{series: 12M, largestNode: {memory: 64Gi}}'
    expect(load(size, ['thanos-receive'])).toMatchObject({ series: 12_000_000 })
    expect(load(size, ['thanos-receive'], 'prometheus: {agent: true}\n')).toEqual(
      expect.arrayContaining([expect.stringMatching(/^1:16 No node can hold a pod of thanos-receive: /)]),
    )
  })
})
