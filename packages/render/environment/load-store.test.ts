import { type Finding, MappingReader, readYaml, reportInto, type StoreSettings } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { readStore } from './load-store.ts'

function storeOf(store: string): { store: StoreSettings | undefined; findings: readonly Finding[] } {
  const source = readYaml('environment.yaml', `cluster: a\nstore: ${store}\n`)
  if (!('file' in source)) throw new Error(store)
  const findings: Finding[] = []
  const codes = { invalid: 'environment-invalid', unknownKey: 'environment-unknown-key' }
  const context = { source, path: [], codes, report: reportInto(findings) }
  return { store: readStore(new MappingReader(context, source.value as { store?: unknown })), findings }
}

describe('readStore', () => {
  it.each<[string, StoreSettings]>([
    ['{}', {}],
    ['{shards: 2}', { shards: { by: 'hash', list: [{ count: '2' }, { count: '2' }] } }],
    [
      '{shards: {by: hash, count: 2}, group: true}',
      { shards: { by: 'hash', list: [{ count: '2' }, { count: '2' }] }, isGroup: true },
    ],
    [
      '{shards: {by: time, ages: [36h]}, group: false}',
      {
        shards: {
          by: 'time',
          list: [
            { count: '2', minTime: '-1d18h' },
            { count: '2', maxTime: '-1d12h' },
          ],
        },
      },
    ],
    [
      '{limits: {series: 1.5M, samples: 1000, downloadedBytes: 2GB}}',
      { limits: { series: '1500000', samples: '1000', downloadedBytes: '2GB' } },
    ],
  ])('reads %s', (text, store) => expect(storeOf(text)).toEqual({ store, findings: [] }))

  it.each([
    ['3', 'store must be a mapping', 'shards, group, limits'],
    ['{shard: 3}', 'Unknown key shard', 'shards'],
    ['{shards: 1}', 'from 2 to 100, not 1', 'Remove it'],
    ['{shards: 1000}', 'from 2 to 100', 'shards: 3'],
    ['{shards: three}', 'from 2 to 100', 'shards: 3'],
    ['{shards: {by: tiem, ages: [2w]}}', 'by must be one of hash, time', 'time'],
    ['{shards: {by: hash}}', 'count is missing', 'count: 3'],
    ['{shards: {by: time}}', 'ages is missing', 'ages: [2w, 8w]'],
    ['{shards: {by: time, count: 3, ages: [2w]}}', 'count has no effect', 'by: hash'],
    ['{shards: {count: 3, ages: [2w]}}', 'ages has no effect', 'by: time'],
    ['{shards: {by: time, ages: [8w, 2w]}}', 'above the age before it', 'newest to the oldest'],
    ['{shards: {by: time, ages: [2w, 14d]}}', 'above the age before it', 'newest to the oldest'],
    ['{shards: {by: time, ages: [2 weeks]}}', 'must be a duration above 0', '[2w, 8w]'],
    ['{shards: {by: time, ages: [0s]}}', 'must be a duration above 0', '[2w, 8w]'],
    ['{group: yes please}', 'group must be true or false', 'without quotes'],
    ['{limits: {series: many}}', 'largest number of series', '500k'],
    ['{limits: {samples: 0}}', 'largest number of samples', '50M'],
    ['{limits: {downloadedBytes: 2Gi}}', "a size in Thanos' units", '2GB'],
    ['{limits: {downloadedBytes: 1000}}', "a size in Thanos' units", '2GB'],
  ])('reports %s at its line', (text, message, remedy) => {
    const { findings } = storeOf(text)
    expect(findings).toMatchObject([{ place: { line: 2 } }])
    expect(findings[0]!.message).toContain(message)
    expect(findings[0]!.remedy).toContain(remedy)
  })
})
