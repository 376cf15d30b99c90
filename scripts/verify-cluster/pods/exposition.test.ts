import { expect, it } from 'vitest'
import { sumOf } from './exposition.ts'

const text = `# TYPE hits_total counter
hits_total{cache="index",item="series"} 3
hits_total{cache="index",item="postings"} 4
hits_total{cache="my_index",item="series"} 1e+01
hits_total_other 7
up 1
`

it.each([
  ['all series', 'hits_total', {}, 17],
  ['the series with a label', 'hits_total', { cache: 'index' }, 7],
  ['the series with several labels', 'hits_total', { item: 'series', cache: 'index' }, 3],
  ['a metric without labels', 'up', {}, 1],
  ['a metric that does not exist', 'down', {}, 0],
])('sumOf adds %s', (_, metric, labels, sum) => expect(sumOf(text, metric, labels)).toBe(sum))
