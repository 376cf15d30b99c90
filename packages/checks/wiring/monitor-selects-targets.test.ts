import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { monitorSelectsTargets } from './monitor-selects-targets.ts'

const problems = (yaml: string): string[] => problemsIn(monitorSelectsTargets, yaml)

const monitor = (spec: string, kind = 'ServiceMonitor'): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: ${kind}\nmetadata: {name: m, namespace: monitoring}\nspec: {${spec}}\n---\n`
const storeService =
  'apiVersion: v1\nkind: Service\nmetadata: {name: store, namespace: monitoring, labels: {app: store, tier: backend}}\nspec: {selector: {app: store}, ports: [{name: http, port: 10902}]}\n---\n'
const store = workload('store', 'image: a:1')

describe('monitor-selects-targets', () => {
  it('reports a ServiceMonitor whose selector has one label that no Service has', () =>
    expect(problems(monitor('selector: {matchLabels: {app: store, component: x}}') + storeService)).toEqual([
      '4: ServiceMonitor/m: its selector app=store, component=x does not match any Service in monitoring.',
    ]))

  it.each([
    ['a ServiceMonitor with another value', 'selector: {matchLabels: {app: stores}}', 'ServiceMonitor'],
    [
      'a ServiceMonitor with an expression',
      'selector: {matchExpressions: [{key: tier, operator: In, values: [web]}]}',
      'ServiceMonitor',
    ],
    ['a PodMonitor with a label of the Service', 'selector: {matchLabels: {tier: backend}}', 'PodMonitor'],
    ['labels that nothing has', 'selector: {matchLabels: {nothing: like-it}}', 'ServiceMonitor'],
  ])('reports %s', (_, spec, kind) => expect(problems(monitor(spec, kind) + storeService + store)).toHaveLength(1))

  it.each([
    ['its labels match a Service', 'selector: {matchLabels: {app: store}}', 'ServiceMonitor'],
    ['it selects all Services', 'selector: {}', 'ServiceMonitor'],
    ['its labels match pods', 'selector: {matchLabels: {app: store}}', 'PodMonitor'],
    [
      'it selects from a namespace that the manifests do not contain',
      'selector: {matchLabels: {k8s-app: kubelet}}, namespaceSelector: {matchNames: [kube-system]}',
      'ServiceMonitor',
    ],
    [
      'it selects unrelated labels in all namespaces',
      'selector: {matchLabels: {k8s-app: kubelet}}, namespaceSelector: {any: true}',
      'ServiceMonitor',
    ],
    [
      'it selects the Services of prometheus-operator',
      'selector: {matchLabels: {operated-prometheus: "true"}}',
      'ServiceMonitor',
    ],
  ])('accepts a monitor if %s', (_, spec, kind) =>
    expect(problems(monitor(spec, kind) + storeService + store)).toEqual([]),
  )

  it('accepts a selector for pods of a Helm release', () =>
    expect(
      problems(
        `${monitor('selector: {matchLabels: {app: web}}')}${storeService}apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: monitoring}\nspec: {}\n`,
      ),
    ).toEqual([]))
})
