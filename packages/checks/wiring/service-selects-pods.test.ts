import { describe, expect, it } from 'vitest'
import { problemsIn, service, workload } from '../engine/testing.ts'
import { serviceSelectsPods } from './service-selects-pods.ts'

const problems = (yaml: string) => problemsIn(serviceSelectsPods, yaml)
const query = workload('thanos-query', 'image: quay.io/thanos/thanos:v0.42.4')

describe('service-selects-pods', () => {
  it('reports a selector that matches no pod', () =>
    expect(problems(service('thanos-query', 'ports: [{port: 9090}]', 'thanos-querier') + query)).toEqual([
      '6: Service/thanos-query: its selector app=thanos-querier does not match the pods of any workload.',
    ]))

  it.each([
    ['the selector is a subset of the labels', service('thanos-query', 'ports: [{port: 9090}]') + query],
    [
      'there is no selector, because another controller creates the endpoints',
      'apiVersion: v1\nkind: Service\nmetadata: {name: external, namespace: monitoring}\nspec: {ports: [{port: 80}]}\n---\n' +
        query,
    ],
    [
      'the selector names one pod of a StatefulSet',
      'apiVersion: v1\nkind: Service\nmetadata: {name: announce-0, namespace: monitoring}\nspec: {selector: {app: redis, statefulset.kubernetes.io/pod-name: redis-0}}\n---\n' +
        workload('redis', 'image: redis:8', '', 'StatefulSet'),
    ],
    [
      'prometheus-operator creates the pods',
      'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: k8s, namespace: monitoring}\nspec: {}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: prometheus, namespace: monitoring}\nspec: {selector: {app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: k8s}}\n---\n' +
        query,
    ],
  ])('accepts a Service if %s', (_, yaml) => expect(problems(yaml)).toEqual([]))

  it('reports a Service whose pods are in another namespace', () =>
    expect(
      problems(service('thanos-query', 'ports: [{port: 9090}]').replace('monitoring', 'other') + query),
    ).toHaveLength(1))
})
