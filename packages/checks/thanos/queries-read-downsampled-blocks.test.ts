import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { queriesReadDownsampledBlocks } from './queries-read-downsampled-blocks.ts'

const found = (...changes: Replacement[]): string[] =>
  messagesOf(queriesReadDownsampledBlocks, changes).map(withoutLines)
const short: Replacement = ['--retention.resolution-raw=90d', '--retention.resolution-raw=30d']

it('finds a query of raw blocks only', () => {
  expect(found(short)).toEqual([
    'Deployment/thanos-query: the query reads raw blocks only, which thanos-compact deletes after 30d (a.yaml:N).',
  ])
  expect(found(['--retention.resolution-1h=90d', '--retention.resolution-1h=0d'])).toHaveLength(1)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['auto-downsampling', [short, ['--log.level=info', '--query.auto-downsampling']]],
  ['a compactor that does not downsample', [short, ['--delete-delay=48h', '--downsampling.disable']]],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
