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
    'alert ThanosCompactHalted: the query has no closing ).',
  ],
  [
    'a missing range',
    [rule, 'expr: rate(a_total) > 1'],
    'alert ThanosCompactHalted: rate requires a range vector as this argument, but this is an instant vector. Add a range such as [5m].',
  ],
  [
    'a range as the result',
    [rule, 'expr: a[5m]'],
    'alert ThanosCompactHalted: the result is a range vector, but must be an instant vector.',
  ],
  [
    'a template without an end',
    ['{{ $labels.pod }} has halted', '{{ $labels.pod has halted'],
    'alert ThanosCompactHalted: the template of summary does not parse: {{ has no }}.',
  ],
  ['a misspelled field', ['for: 5m', 'fro: 5m'], 'unknown field fro.'],
  [
    'an invalid duration',
    ['for: 5m', 'for: 5 minutes'],
    'for is 5 minutes, but must be a duration in whole units, such as 30d or 1h30m.',
  ],
  [
    'a rule with both alert and record',
    ['- alert: ThanosCompactHalted', '- alert: ThanosCompactHalted\n            record: a'],
    'a rule has both alert and record.',
  ],
  [
    'a field that only the ruler has',
    ['- name: thanos\n', '- name: thanos\n        partial_response_strategy: abort\n'],
    'Prometheus does not have the field partial_response_strategy and rejects the file.',
  ],
])('finds %s', (_, change, message) => {
  expect(messagesOf(rulesParse, [change])).toEqual([rules + message])
})

it('reports the place in the query', () => {
  expect(
    problemsIn(
      rulesParse,
      changedStack([[rule, 'expr: |\n              max by (job) (\n                rate(a_total)\n              )']]),
    ),
  ).toEqual([expect.stringMatching(/^\d+: .*rate requires/)])
  const [first] = problemsIn(
    rulesParse,
    'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec:\n  groups:\n    - name: a\n      rules:\n        - record: a\n          expr: |\n            sum(\n              rate(b)\n            )\n',
  )
  expect(first).toBe(
    '11: PrometheusRule/a: record a: rate requires a range vector as this argument, but this is an instant vector. Add a range such as [5m].',
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
})
