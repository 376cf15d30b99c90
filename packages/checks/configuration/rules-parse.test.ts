import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { changedStack, messagesOf, type Replacement } from '../thanos/fixture.ts'
import { rulesParse } from './rules-parse.ts'

const rule = 'expr: max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"}) == 1'
const rules = 'ConfigMap/prometheus: '

it.each<[string, Replacement, string]>([
  [
    'a query that does not parse',
    [rule, 'expr: max by (job) (a'],
    'Prometheus refuses rules.yaml: group "thanos", rule 1, "ThanosCompactHalted": could not parse expression: 1:16: parse error: unclosed left parenthesis.',
  ],
  [
    'a missing range',
    [rule, 'expr: rate(a_total) > 1'],
    'Prometheus refuses rules.yaml: group "thanos", rule 1, "ThanosCompactHalted": could not parse expression: 1:6: parse error: expected type range vector in call to function "rate", got instant vector.',
  ],
  [
    'a range as the result',
    [rule, 'expr: a[5m]'],
    'alert ThanosCompactHalted: the result is a range vector, but must be an instant vector.',
  ],
  [
    'a template without an end',
    ['{{ $labels.pod }} has halted', '{{ $labels.pod has halted'],
    'Prometheus refuses rules.yaml: group "thanos", rule 1, "ThanosCompactHalted": annotation "summary": template: __alert_ThanosCompactHalted:1: function "has" not defined.',
  ],
  [
    'a misspelled field',
    ['for: 5m', 'fro: 5m'],
    'Prometheus refuses rules.yaml: field fro not found in type rulefmt.Rule.',
  ],
  [
    'an invalid duration',
    ['for: 5m', 'for: 5 minutes'],
    'Prometheus refuses rules.yaml: unknown unit " minutes" in duration "5 minutes".',
  ],
  [
    'a rule with both alert and record',
    ['- alert: ThanosCompactHalted', '- alert: ThanosCompactHalted\n            record: a'],
    'Prometheus refuses rules.yaml: group "thanos", rule 1, "ThanosCompactHalted": only one of \'record\' and \'alert\' must be set.',
  ],
  [
    'a field that only the ruler has',
    ['- name: thanos\n', '- name: thanos\n        partial_response_strategy: abort\n'],
    'Prometheus refuses rules.yaml: field partial_response_strategy not found in type rulefmt.RuleGroup.',
  ],
])('finds %s', (_, change, message) => {
  expect(messagesOf(rulesParse, [change])).toContain(rules + message)
})

it('reports the place in the query', () => {
  expect(
    problemsIn(
      rulesParse,
      changedStack([[rule, 'expr: |\n              max by (job) (\n                rate(a_total)\n              )']]),
    ),
  ).toEqual([expect.stringMatching(/^\d+: .*expected type range vector/)])
  const [first] = problemsIn(
    rulesParse,
    'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec:\n  groups:\n    - name: a\n      rules:\n        - record: a\n          expr: |\n            sum(\n              rate(b)\n            )\n',
  )
  expect(first).toBe(
    '11: PrometheusRule/a: Prometheus refuses a: group "a", rule 1, "a": could not parse expression: 2:8: parse error: expected type range vector in call to function "rate", got instant vector.',
  )
})

it('ignores the rules of other programs', () => {
  const loki =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: loki}\nspec: {containers: [{name: loki, image: "grafana/loki:3.0.0"}], volumes: [{name: r, configMap: {name: r}}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: r}\ndata:\n  r.yaml: |\n    groups: [{name: a, rules: [{alert: A, expr: \'sum(rate({app="a"} |= "error" [5m]))\'}]}]\n'
  expect(problemsIn(rulesParse, loki)).toEqual([])
})

it('finds alerts of a ruler that do not fire with partial data', () => {
  const ruler =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "thanos:v0.42.4", args: [rule]}], volumes: [{name: r, configMap: {name: r}}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: r}\ndata:\n  r.yaml: |\n    groups: [{name: a, partial_response_strategy: warn, rules: [{alert: A, expr: up == 0}]}, {name: b, partial_response_strategy: warn, rules: [{record: a, expr: up}]}]\n'
  expect(problemsIn(rulesParse, ruler)).toEqual([
    '11: ConfigMap/r: with the strategy warn, alerts do not fire if the data that would trigger them is missing.',
  ])
  // Alerts about a failing source of the query, which no Prometheus evaluates.
  const agent =
    '---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: p, image: "prom/prometheus:v3.13.2", args: [--agent]}]}\n'
  expect(problemsIn(rulesParse, ruler + agent)).toEqual([])
  expect(problemsIn(rulesParse, ruler + agent.replace('--agent', '--no-agent'))).toHaveLength(1)
})

it('reports the place in a query and in a template of a PrometheusRule', () => {
  const rule = (expr: string, summary: string): string =>
    `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec:\n  groups:\n    - name: a\n      rules:\n        - alert: A\n          expr: |\n            ${expr}\n          annotations:\n            description: x\n            summary: '${summary}'\n`
  expect(problemsIn(rulesParse, rule('up and\n            rate(up)', 'x'))).toEqual([expect.stringMatching(/^11: /)])
  expect(problemsIn(rulesParse, rule('up', '{{ $label }}'))).toEqual([expect.stringMatching(/^13: /)])
})

it('reports an empty query at its field, and a missing one at the rule', () => {
  const text = (change: Replacement): string => changedStack([change])
  const lineOf = (yaml: string): number => Number(problemsIn(rulesParse, yaml)[0]?.split(':')[0])
  const empty = text([rule, 'expr: ""'])
  expect(lineOf(empty)).toBe(empty.slice(0, empty.indexOf('expr: ""')).split('\n').length)
  const missing = text([rule, 'keep_firing_for: 1m'])
  expect(lineOf(missing)).toBe(missing.slice(0, missing.indexOf('- alert: ThanosCompactHalted')).split('\n').length)
})
