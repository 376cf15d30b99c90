import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { monitorsAreSelected } from './monitors-are-selected.ts'

const operatorObject = (kind: string, name: string, spec: string, labels = '{}', namespace = 'monitoring'): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}, labels: ${labels}}\nspec: {${spec}}\n---\n`
const rule = (name: string, labels: string, namespace?: string): string =>
  operatorObject('PrometheusRule', name, '', labels, namespace)
const problems = (...yaml: readonly string[]): string[] => problemsIn(monitorsAreSelected, yaml.join(''))

describe('monitors-are-selected', () => {
  it.each([
    [
      'ruleSelector: {matchLabels: {role: alert-rules}}',
      'its ruleSelector role=alert-rules does not match the only PrometheusRule.',
    ],
    ['version: v3.0.0', 'it has no ruleSelector, so it does not select the only PrometheusRule.'],
  ])('reports a Prometheus with %s', (spec, message) =>
    expect(problems(operatorObject('Prometheus', 'k8s', spec), rule('a', '{role: alerts}'))).toEqual([
      `4: Prometheus/k8s: ${message}`,
    ]),
  )

  it('reports a Prometheus that selects only in its own namespace', () =>
    expect(problems(operatorObject('Prometheus', 'k8s', 'ruleSelector: {}'), rule('a', '{}', 'web'))).toEqual([
      '4: Prometheus/k8s: it does not select the only PrometheusRule, because they are in other namespaces.',
    ]))

  it('warns of an object that no selector matches if others are selected', () =>
    expect(
      problems(
        operatorObject('Prometheus', 'k8s', 'ruleSelector: {matchLabels: {role: alerts}}'),
        rule('a', '{role: alerts}'),
        rule('b', '{role: rules}'),
      ),
    ).toEqual(['13: PrometheusRule/b: no selector of Prometheus/k8s matches it.']))

  it.each([
    ['ServiceMonitor', 'Prometheus', 'serviceMonitorSelector'],
    ['PodMonitor', 'PrometheusAgent', 'podMonitorSelector'],
    ['Probe', 'Prometheus', 'probeSelector'],
    ['ScrapeConfig', 'Prometheus', 'scrapeConfigSelector'],
    ['PrometheusRule', 'ThanosRuler', 'ruleSelector'],
    ['AlertmanagerConfig', 'Alertmanager', 'alertmanagerConfigSelector'],
  ])('compares objects of kind %s with %s.spec.%s', (kind, owner, field) => {
    const object = operatorObject(kind, 'a', '', '{team: web}')
    expect(problems(object, operatorObject(owner, 'o', `${field}: {matchLabels: {team: api}}`))).toHaveLength(1)
    expect(problems(object, operatorObject(owner, 'o', `${field}: {matchLabels: {team: web}}`))).toEqual([])
    expect(problems(object, operatorObject(owner, 'o', `${field}: {}`))).toEqual([])
  })

  it('accepts a rule that only a ThanosRuler selects', () =>
    expect(
      problems(
        operatorObject('Prometheus', 'k8s', 'version: v3.0.0'),
        operatorObject('ThanosRuler', 'r', 'ruleSelector: {}'),
        rule('a', '{}'),
      ),
    ).toEqual([]))

  it('accepts objects without a Prometheus', () => expect(problems(rule('a', '{}'))).toEqual([]))
})
