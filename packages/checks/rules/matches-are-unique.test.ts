import { expect, it } from 'vitest'
import { matchesAreUnique } from './matches-are-unique.ts'
import { messagesForAlert } from './testing.ts'

it.each([
  ['sum by (job, code) (a) / on (job) sum by (job) (b)', 'left', 'on (job)', 'code'],
  ['sum by (job, code) (a) / ignoring (code) sum by (job) (b)', 'left', 'ignoring (code)', 'code'],
  ['sum by (job) (a) / on (job) sum by (job, pod) (b)', 'right', 'on (job)', 'pod'],
  ['a * on (job) group_left (x) max by (job, x, y) (b)', 'right', 'on (job) group_left (x)', 'y'],
])('finds several matches in %s', (expr, side, clause, label) => {
  expect(messagesForAlert(matchesAreUnique, expr)).toEqual([
    `alert Test: several series of the ${side} side match one series, because ${clause} does not compare ${label}.`,
  ])
})

it.each([
  'sum by (job, code) (a) / on (job) group_left sum by (job) (b)',
  'sum by (job, code) (a) / ignoring (code) group_left sum by (job) (b)',
  'a * on (job) group_left (x) max by (job, x) (b)',
  'a * on (job) group_left (x) topk by (job) (1, max by (job, x, y) (b))',
  'a / on (job) b',
  'sum by (job) (a) / on (job) sum by (job) (b)',
  'sum by (job, code) (a{code="500"}) / ignoring (code) sum by (job) (b)',
  'sum by (job, code) (a) and on (job) sum by (job) (b)',
  'sum by (job, code) (a) / 2',
])('accepts %s', (expr) => {
  expect(messagesForAlert(matchesAreUnique, expr)).toEqual([])
})
