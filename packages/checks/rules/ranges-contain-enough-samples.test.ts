import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { changedStack } from '../thanos/fixture.ts'
import { rangesContainEnoughSamples } from './ranges-contain-enough-samples.ts'
import { type RuleFields, ruleFile } from './testing.ts'

/** The messages for rules next to the stack of the fixture, in which Prometheus scrapes with this global interval. */
function messages(rules: readonly RuleFields[], interval = '1m', job = ''): string[] {
  const stack = changedStack([
    ['scrape_interval: 30s', `scrape_interval: ${interval}`],
    ['job_name: pods', `job_name: pods${job}`],
  ])
  return problemsIn(rangesContainEnoughSamples, `${stack}\n---\n${ruleFile(rules)}`).map((text) =>
    text.replace(/^\d+: ConfigMap\/[\w-]+: /, ''),
  )
}

const alert = (expr: string): RuleFields => ({ alert: 'Test', expr })
const between = 'but the interval between samples is'

it.each([
  ['rate(a[1m]) > 0', '1m', `the range of rate is 1m, ${between} 1m (job pods), so it never contains two samples.`],
  [
    'increase(a[3m]) > 0',
    '1m',
    `the range of increase is 3m, ${between} 1m (job pods), so one or two missing samples leave no result.`,
  ],
  [
    'max_over_time(a[30s]) > 0',
    '1m',
    `the range of max_over_time is 30s, ${between} 1m (job pods), so some evaluations find no sample.`,
  ],
  [
    'deriv(a[5m:10m]) > 0',
    '1m',
    `the range of deriv is 5m, ${between} 10m (the step of the subquery), so it never contains two samples.`,
  ],
])('finds the short range of %s', (expr, interval, problem) => {
  expect(messages([alert(expr)], interval)).toEqual([`alert Test: ${problem}`])
})

it.each([
  ['rate(a[4m]) > 0', '1m'],
  ['rate(a[1m]) > 0', '15s'],
  ['max_over_time(a[1m]) > 0', '1m'],
  ['rate(a[1m]) > 0', '10s'],
  ['deriv(a[10m:1m]) > 0', '1m'],
  ['rate(job:a[1m]) > 0', '1m'],
])('accepts %s at an interval of %s', (expr, interval) => {
  expect(messages([alert(expr)], interval)).toEqual([])
})

it('uses the interval of the job that the selector matches', () => {
  const job = '\n        scrape_interval: 5m'
  expect(messages([alert('rate(a{job="thanos-query"}[5m]) > 0')], '15s', job)).toEqual([
    `alert Test: the range of rate is 5m, ${between} 5m (job pods), so it never contains two samples.`,
  ])
})

it('uses the interval of the group that records the metric', () => {
  const rules = [{ record: 'job:a:sum', expr: 'sum by (job) (a)' }, alert('deriv(job:a:sum[10m]) > 0')]
  const stack = `${changedStack([])}\n---\n${ruleFile(rules, { interval: '5m' })}`
  expect(problemsIn(rangesContainEnoughSamples, stack)[0]).toContain(
    `the range of deriv is 10m, ${between} 5m (group group), so one or two missing samples leave no result.`,
  )
})

it('does not judge rules without a Prometheus', () => {
  expect(problemsIn(rangesContainEnoughSamples, ruleFile([alert('rate(a[1s]) > 0')]))).toEqual([])
})
