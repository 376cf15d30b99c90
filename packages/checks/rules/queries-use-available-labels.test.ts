import { expect, it } from 'vitest'
import { queriesUseAvailableLabels } from './queries-use-available-labels.ts'
import { messagesForAlert } from './testing.ts'

it.each([
  ['sum by (cluster) (sum(a)) > 1', 'by (cluster) groups by cluster, which no series has at this point (sum).'],
  [
    'max by (job, pod) (sum by (job) (a)) > 1',
    'by (job, pod) groups by pod, which no series has at this point (sum by (job)).',
  ],
  ['sum(a) / on (cluster) count(b) > 1', 'on (cluster) compares cluster, which the left side never has (sum).'],
  ['a * on (x) group_left (y) sum by (x) (b) > 1', 'group_left copies y, which the other side never has (sum by (x)).'],
  ['sum by (pod) (a / on (job) b) > 1', 'by (pod) groups by pod, which no series has at this point (on (job)).'],
])('finds the removed label in %s', (expr, problem) => {
  expect(messagesForAlert(queriesUseAvailableLabels, expr)).toEqual([`alert Test: ${problem}`])
})

it.each([
  'sum by (job) (sum by (job, pod) (a))',
  'sum by (pod) (a)',
  'a * on (x) group_left (y) b',
  'sum by (x) (a{x=""})',
  'sum by (job) (sum by (job) (a) or vector(0))',
  'sum by (y) (label_replace(sum by (x) (a), "y", "$1", "x", "(.*)"))',
  'sum by (version) (count_values("version", a))',
  'sum by (y) (a * on (x) group_left (y) sum by (x, y) (b))',
])('accepts %s', (expr) => {
  expect(messagesForAlert(queriesUseAvailableLabels, expr)).toEqual([])
})
