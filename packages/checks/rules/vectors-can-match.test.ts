import { expect, it } from 'vitest'
import { messagesForAlert, messagesIn, ruleFile } from './testing.ts'
import { vectorsCanMatch } from './vectors-can-match.ts'

const scraped = 'each scraped series has it'

it.each([
  ['a{x="1"} / b{x="2"} > 1', '/', 'x "1" (the matcher x="1")', 'x "2" (the matcher x="2")'],
  ['a / sum(b) > 1', '/', `the label job (${scraped})`, 'no label job (sum)'],
  ['sum by (x) (a{x="1"}) / sum by (y) (b) > 1', '/', 'x "1" (the matcher x="1")', 'no label x (sum by (y))'],
  ['a > 0 and sum by (job) (b) > 0', 'and', `the label instance (${scraped})`, 'no label instance (sum by (job))'],
  ['a{x="1"} > on (x) b{x=~"2|3"}', '>', 'x "1" (the matcher x="1")', 'x "2" or "3" (the matcher x=~"2|3")'],
  ['a == 0 and absent(b)', 'and', `the label job (${scraped})`, 'no label job (absent)'],
  ['a / ignoring (x) b{x="1"} > 1 and b{x="1"} > 0', 'and', 'no label x (ignoring (x))', 'x "1" (the matcher x="1")'],
  [
    'a{x!=""} * on (x) group_left sum by (y) (b) > 1',
    '*',
    'the label x (the matcher x!="")',
    'no label x (sum by (y))',
  ],
])('finds that no series match in %s', (expr, operator, left, right) => {
  expect(messagesForAlert(vectorsCanMatch, expr).map((text) => text.split('\n')[0])).toEqual([
    `alert Test: ${operator} has no result, because no series of its two sides match: the left side has ${left}, and the right side has ${right}.`,
  ])
})

it('finds an unless that removes nothing', () => {
  expect(messagesForAlert(vectorsCanMatch, 'up == 0 unless sum(b) > 0')[0]).toContain(
    'unless removes nothing, because no series of its two sides match',
  )
})

it.each([
  'a / b',
  'a / on () group_left sum(b)',
  'a / scalar(sum(b))',
  'a{x="1"} / ignoring (x) b{x="2"}',
  'a{x="1"} or sum(b)',
  'a{x=~"1|2"} / b{x="2"}',
  'sum(a) / sum(b)',
  'sum by (job) (a) / sum by (job) (b)',
  'sum without (pod) (a) / sum without (pod) (b)',
  'node:a / sum(b)',
  'a and on (job) sum by (job) (b)',
  'a unless on (job) sum by (job) (b)',
  'a / 2 > 1',
  'a{x=""} / b{x!="1"}',
  '(sum(a) or vector(0)) / sum(b)',
  'label_replace(a{x="1"}, "x", "2", "", "") / b{x="2"}',
  'label_replace(a{x="1"}, "x", "$1", "y", "(.+)") / b{x="2"}',
  'a{__name__="x"} / b',
])('accepts %s', (expr) => {
  expect(messagesForAlert(vectorsCanMatch, expr)).toEqual([])
})

it('uses the labels of recording rules, which a ruler may extend by external labels', () => {
  const rules = [
    { record: 'job:a:sum', expr: 'sum by (job) (a)' },
    { record: 'job:b:sum', expr: 'sum by (job) (b)', labels: { kind: 'b' } },
    { alert: 'Test', expr: 'job:a:sum{job="x"} / job:b:sum{job="y"} > 1' },
    { alert: 'Kind', expr: 'job:a:sum / job:b:sum > 1' },
  ]
  // The manifests do not show which program reads this file.
  expect(messagesIn(vectorsCanMatch, ruleFile(rules)).map((text) => text.slice(0, 12))).toEqual(['alert Test: '])
})
