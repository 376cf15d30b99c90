import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { goMemoryLimitIsSet } from './go-memory-limit-is-set.ts'

const found = (image: string, args: string, fields = '', limits = '{memory: 1Gi}'): string[] =>
  problemsIn(
    goMemoryLimitIsSet,
    workload('a', `image: ${image}\nargs: [${args}]\nresources: {limits: ${limits}}\n${fields}`),
  )

const thanos = 'quay.io/thanos/thanos:v0.42.4'
const alertmanager = 'quay.io/prometheus/alertmanager:v0.34.0'
const prometheus = 'quay.io/prometheus/prometheus:v3.13.2'

describe('a container with a memory limit', () => {
  it.each([
    [thanos, 'query', 'thanos query'],
    [thanos, 'store, --no-enable-auto-gomemlimit', 'thanos store'],
    [prometheus, '--no-auto-gomemlimit', 'prometheus'],
    [alertmanager, '--config.file=/a', 'alertmanager'],
    [alertmanager, '--enable-feature=classic-mode', 'alertmanager'],
    ['quay.io/prometheus/alertmanager:v0.35.0', '--config.file=/a', 'alertmanager'],
    ['docker.io/chrislusf/seaweedfs:4.48', 'mini', 'seaweedfs'],
    ['quay.io/thanos/thanos:v0.31.0', 'query', 'thanos query'],
    ['registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.18.0', '--port=8080', 'kube-state-metrics'],
    ['docker.io/grafana/grafana:12.4.0', '', 'grafana'],
  ])('needs a GOMEMLIMIT: %s %s', (image, args, title) => {
    expect(found(image, args)).toEqual([
      expect.stringContaining(`Deployment/a: ${title} has a memory limit and no GOMEMLIMIT.`),
    ])
  })

  it.each([
    [thanos, 'query, --enable-auto-gomemlimit'],
    [prometheus, '--config.file=/a'],
    [alertmanager, '"--enable-feature=classic-mode,auto-gomemlimit"'],
    ['quay.io/prometheus/alertmanager:v0.35.0', '--auto-gomemlimit'],
    ['registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.18.0', '--auto-gomemlimit'],
    ['memcached:1.6.18', '-m 64'],
    ['example.com/java:1', ''],
  ])('has the option of its program: %s %s', (image, args) => expect(found(image, args)).toEqual([]))

  it.each([
    'env: [{name: GOMEMLIMIT, value: 900MiB}]',
    'env: [{name: GOMEMLIMIT, valueFrom: {resourceFieldRef: {resource: limits.memory}}}]',
    'envFrom: [{secretRef: {name: any}}]',
    'envFrom: [{configMapRef: {name: elsewhere}}]',
  ])('may have the variable: %s', (fields) => expect(found(thanos, 'query', fields)).toEqual([]))
})

it('reads the keys of a ConfigMap in the manifests', () => {
  const configMap = (key: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: go, namespace: monitoring}\ndata: {${key}: "1"}\n`
  const container = `image: ${thanos}\nargs: [query]\nresources: {limits: {memory: 1Gi}}\nenvFrom: [{configMapRef: {name: go}, prefix: GO}]`
  expect(problemsIn(goMemoryLimitIsSet, workload('a', container) + configMap('MEMLIMIT'))).toEqual([])
  expect(problemsIn(goMemoryLimitIsSet, workload('a', container) + configMap('GOMEMLIMIT'))).toHaveLength(1)
})

it('accepts a container without a memory limit', () => expect(found(thanos, 'query', '', '{cpu: 1}')).toEqual([]))
