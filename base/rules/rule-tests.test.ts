import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { alertsOf, completeVariant, recordsOf } from '../testing/alerts.ts'

interface AlertCase {
  readonly eval_time: string
  readonly alertname: string
  readonly exp_alerts?: readonly unknown[]
}
interface RuleTest {
  readonly name: string
  readonly input_series?: readonly { readonly series: string }[]
  readonly alert_rule_test: readonly AlertCase[]
}

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.test.yaml'))
const tests = files.flatMap(
  (file) => (parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as { tests: readonly RuleTest[] }).tests,
)
const alerts = alertsOf(completeVariant)
const records = recordsOf(completeVariant)

/** Whether a query selects series of a metric, by its name or a pattern of names. */
const reads = (expr: string, metric: string): boolean =>
  new RegExp(`\\b${metric}\\b`).test(expr) ||
  [...expr.matchAll(/__name__=~"([^"]*)"/g)].some(([, pattern]) => new RegExp(`^(?:${pattern})$`).test(metric))

/** A query and those of the recorded series that it reads. */
const withRecords = (expr: string): readonly string[] => [
  expr,
  ...[...records].filter(([record]) => reads(expr, record)).flatMap(([, recorded]) => withRecords(recorded)),
]

/** Of `1h30m`. */
const minutes = (time: string): number =>
  [...time.matchAll(/(\d+)([mhd])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * { m: 1, h: 60, d: 1440 }[unit as 'm' | 'h' | 'd'],
    0,
  )

const casesOf = (alert: string, { alert_rule_test: cases }: RuleTest): readonly AlertCase[] =>
  cases.filter(({ alertname }) => alertname === alert)

const fires = ({ exp_alerts: expected = [] }: AlertCase): boolean => expected.length > 0

/** Whether the alert fires in the test, and later does not. */
function resolves(alert: string, test: RuleTest): boolean {
  const cases = casesOf(alert, test)
  return cases.some(
    (one) => fires(one) && cases.some((other) => !fires(other) && minutes(other.eval_time) > minutes(one.eval_time)),
  )
}

/** Whether the alert never fires in the test, although the test has series that its query reads. */
function staysSilent(alert: string, expressions: readonly string[], test: RuleTest): boolean {
  const metrics = (test.input_series ?? []).map(({ series }) => series.replace(/\{.*/s, ''))
  const cases = casesOf(alert, test)
  return (
    cases.length > 0 && !cases.some(fires) && metrics.some((metric) => expressions.some((expr) => reads(expr, metric)))
  )
}

const byName = Map.groupBy(alerts, ({ alert }) => alert)

describe.each([...byName])('the tests of %s', (alert, rules) => {
  const expressions = rules.flatMap(({ expr }) => withRecords(expr))

  it('have a case in which it fires', () => {
    expect(tests.some((test) => casesOf(alert, test).some(fires))).toBe(true)
  })

  // An alert without a series always fires: Watchdog.
  it.skipIf(expressions.every((expr) => expr === 'vector(1)'))('have a case in which it resolves', () => {
    expect(tests.some((test) => resolves(alert, test))).toBe(true)
  })

  it.skipIf(expressions.every((expr) => expr === 'vector(1)'))('have a similar case in which it does not fire', () => {
    expect(tests.some((test) => staysSilent(alert, expressions, test))).toBe(true)
  })
})

it('are about alerts that exist', () => {
  const names = tests.flatMap(({ alert_rule_test: cases }) => cases.map(({ alertname }) => alertname))
  expect(names.filter((name) => !byName.has(name))).toEqual([])
})
