import { type Finding, MappingReader, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { readRetention } from './load-retention.ts'

function load(setting: string, storage: Parameters<typeof readRetention>[1] = 'existing-secret'): unknown {
  const source = readYaml('environments/blue/environment.yaml', `a: 1\n${setting}\n`) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'retention'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  const result = readRetention(fields, storage)
  return findings.length > 0
    ? findings.map(({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`.trim())
    : result
}

const all = (time: string): unknown => ({ raw: time, '5m': time, '1h': time })

describe('readRetention', () => {
  it('deletes nothing from a bucket that exists, without a setting', () => {
    for (const storage of ['existing-secret', 'external-secret', 'sealed-secret', 'workload-identity'] as const)
      expect(load('', storage)).toEqual(all('0d'))
    for (const storage of ['rook', 'seaweedfs'] as const) expect(load('', storage)).toEqual(all('90d'))
  })

  it.each([
    ['retention: 30d', all('30d')],
    ['retention: 1y6w', all('1y6w')],
    ['retention: 0d', all('0d')],
    ['retention: {raw: 30d, 5m: 180d, 1h: 2y}', { raw: '30d', '5m': '180d', '1h': '2y' }],
  ])('reads %s', (setting, expected) => expect(load(setting)).toEqual(expected))

  it.each([
    [
      'retention: 30',
      '2:12 retention must be a duration such as 30d, not 30. Write it with a unit, for example retention: 30d',
    ],
    [
      'retention: 0',
      '2:12 retention must be a duration such as 30d, not 0. To keep blocks indefinitely, write retention: 0d',
    ],
    [
      'retention: forever',
      '2:12 retention must be a duration such as 30d, not "forever". To keep blocks indefinitely, write retention: 0d',
    ],
    ['retention: 30 days', '2:12 retention must be a duration such as 30d, not "30 days". Write retention: 30d'],
    ['retention: 30D', '2:12 retention must be a duration such as 30d, not "30D". Write retention: 30d'],
    [
      'retention: 12h30d',
      '2:12 retention must be a duration such as 30d, not "12h30d". Write whole numbers with the units y (365 days), w, d, h, m or s, from the largest to the smallest. 0d keeps blocks indefinitely.',
    ],
    [
      'retention: {raw: 1mo, 5m: 1y, 1h: 1y}',
      '2:18 raw must be a duration such as 30d, not "1mo". Write whole numbers with the units y (365 days), w, d, h, m or s, from the largest to the smallest. 0d keeps blocks indefinitely.',
    ],
    [
      'retention: {raw: 30d, 1h: 1y}',
      '2:12 retention has no 5m. Add 5m, for example 5m: 30d. 0d keeps blocks indefinitely.',
    ],
    ['retention: {raw: 30d, 5m: 1y, 1h: 1y, 5min: 1y}', '2:39 Unknown key 5min. Known keys: raw, 5m, 1h.'],
  ])('refuses %s', (setting, message) => expect(load(setting)).toEqual([message]))
})
