import { expect, it } from 'vitest'
import { sidesHaveTheSameLabels } from './sides-have-the-same-labels.ts'
import { messagesForAlert } from './testing.ts'

it.each([
  [
    'sum by (code) (a) / sum by (handler) (b) > 1',
    '/',
    'only the left side has code, and only the right side has handler',
  ],
  ['sum by (job, code) (a) / sum by (job) (b) > 1', '/', 'only the left side has code'],
  ['sum(a) > sum by (code) (b)', '>', 'only the right side has code'],
  [
    'sum by (code) (a) > 0 and sum by (pod) (b) > 0',
    'and',
    'only the left side has code, and only the right side has pod',
  ],
])('finds the different labels in %s', (expr, operator, sides) => {
  expect(messagesForAlert(sidesHaveTheSameLabels, expr)).toEqual([
    `alert Test: the sides of ${operator} have different labels: ${sides}.`,
  ])
})

it.each([
  'sum by (job, code) (a) / sum by (code, job) (b) > 1',
  'sum by (code) (a) / on () group_left sum(b) > 1',
  'sum by (code) (a) / ignoring (code) group_left sum(b) > 1',
  'sum by (code) (a) / scalar(sum(b)) > 1',
  'sum by (code) (a) or sum by (job) (b)',
  'sum by (code) (a) / b > 1',
  'sum without (pod) (a) / sum without (pod) (b) > 1',
  'sum by (code) (a) / 5 > 1',
])('accepts %s', (expr) => {
  expect(messagesForAlert(sidesHaveTheSameLabels, expr)).toEqual([])
})
