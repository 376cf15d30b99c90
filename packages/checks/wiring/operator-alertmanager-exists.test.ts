import { describe, expect, it } from 'vitest'
import { problemsIn, service } from '../engine/testing.ts'
import { operatorAlertmanagerExists } from './operator-alertmanager-exists.ts'

const problems = (alertmanager: string): string[] =>
  problemsIn(
    operatorAlertmanagerExists,
    `apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: k8s, namespace: monitoring}\nspec: {alerting: {alertmanagers: [${alertmanager}]}}\n---\n${service('alertmanager-main', 'ports: [{name: web, port: 9093}]')}`,
  )

describe('operator-alertmanager-exists', () => {
  it.each([
    ['{name: alertmanager, port: web}', 'there is no Service alertmanager in monitoring.'],
    ['{name: alertmanager-main, port: http}', 'Service/alertmanager-main has no port http.'],
  ])('reports %s', (alertmanager, message) => expect(problems(alertmanager)).toEqual([`4: Prometheus/k8s: ${message}`]))

  it.each([
    '{name: alertmanager-main, namespace: monitoring, port: web}',
    '{name: alertmanager-main, port: 9093}',
    '{name: alertmanager-operated, port: web}',
    '{name: shared, namespace: alerting, port: web}',
  ])('accepts %s', (alertmanager) => expect(problems(alertmanager)).toEqual([]))
})
