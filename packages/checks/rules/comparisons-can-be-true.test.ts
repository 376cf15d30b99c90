import { expect, it } from 'vitest'
import { comparisonsCanBeTrue } from './comparisons-can-be-true.ts'
import { messagesForAlert } from './testing.ts'

it.each([
  ['count(up{job="a"}) == 0', 'count(up{job="a"}) == 0 is never true: count(up{job="a"}) is 1 or more.'],
  ['count by (job) (up) < 1', 'count by (job) (up) < 1 is never true: count by (job) (up) is 1 or more.'],
  ['absent(up) == 0', 'absent(up) == 0 is never true: absent(up) is always 1.'],
  ['rate(errors_total[5m]) < 0', 'rate(errors_total[5m]) < 0 is never true: rate(errors_total[5m]) is 0 or more.'],
  ['up > 1', 'up > 1 is never true: up is between 0 and 1.'],
  ['0 > count(up)', '0 > count(up) is never true: count(up) is 1 or more.'],
  ['vector(0) > 0 and on () up', 'vector(0) > 0 is never true: vector(0) is always 0.'],
  ['(x > 10) < 5', '(x > 10) < 5 is never true: x > 10 is 10 or more.'],
  ['hour() > 23', 'hour() > 23 is never true: hour() is between 0 and 23.'],
  ['-sum(errors_total) > 0', '-sum(errors_total) > 0 is never true: -sum(errors_total) is 0 or less.'],
  ['clamp_max(x, 5) > 5', 'clamp_max(x, 5) > 5 is never true: clamp_max(x, 5) is 5 or less.'],
  ['sum(up == bool 1) < 0', 'sum(up == bool 1) < 0 is never true: sum(up == bool 1) is 0 or more.'],
  ['x > 90 and x < 10', 'x > 90 and x < 10 are never true together.'],
  ['x >= 5 and 5 > x', 'x >= 5 and 5 > x are never true together.'],
  ['x == 1 and y > 0 and x == 2', 'x == 1 and x == 2 are never true together.'],
])('finds %s', (expr, problem) => {
  expect(messagesForAlert(comparisonsCanBeTrue, expr)).toEqual([`alert Test: ${problem}`])
})

it.each([
  'count(up == 0) > 0',
  'x > 10 and x < 90',
  'x > 90 or x < 10',
  'x > 90 and on (job) x < 10',
  'x{a="1"} > 90 and x < 10',
  'x >= 5 and x <= 5',
  'x > 90 and x offset 1h < 10',
  'up == 0',
  'up < 1',
  'sum(errors_total) == 0',
  'rate(errors_total[5m]) == 0',
  'delta(x[5m]) < 0',
  'a - b < 0',
  'errors_total - requests_total < 0',
  '(count(up) or vector(0)) == 0',
  'time() - x > 5',
  'a_total / b_total < 0.5',
  'quantile(0.9, up) > 0',
  'absent(x) == 1',
  'x != 5',
  'x == bool 3',
  'max_over_time(x[5m]) < -5',
  'predict_linear(x[6h], 3600) < 0',
  'clamp(x, 0, 1) == 1',
])('accepts %s', (expr) => {
  expect(messagesForAlert(comparisonsCanBeTrue, expr)).toEqual([])
})
