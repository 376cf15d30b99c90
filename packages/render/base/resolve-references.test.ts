import {
  type Alerting,
  contentHash,
  defineComponent,
  type Finding,
  type KubernetesObject,
  onlyWith,
  replicasOf,
  setting,
  settingValue,
} from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { createRenderer } from '../render.ts'
import { exampleBase, exampleFiles, exampleSettings } from '../testing/small-stack.ts'
import { resolveReferences } from './resolve-references.ts'

const configMap = (data: object): KubernetesObject =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: setting('namespace') },
    data,
  }) as KubernetesObject

const renderWith = (data: object) =>
  createRenderer({ ...exampleBase, required: [defineComponent('settings', [configMap(data)])] })(exampleFiles({}))

it('replaces settings inside of strings', () => {
  const result = renderWith({ address: `http://query.${setting('namespace')}.svc.${setting('clusterDomain')}` })
  expect('manifests' in result && result.manifests.map(({ object }) => (object as { data?: object }).data)).toEqual([
    { address: 'http://query.kube-monitor.svc.cluster.local' },
  ])
})

it('reports a setting that the object storage of the environment does not have', () => {
  const result = renderWith({ bucket: setting('objectStorage.bucket') }) as readonly Finding[]
  expect(result).toEqual([
    {
      code: 'base-invalid',
      severity: 'error',
      place: { file: 'base/components/settings.ts' },
      message: 'ConfigMap/settings uses the setting objectStorage.bucket, which the object storage rook does not have.',
      remedy: 'Mark the value with onlyWith and the object storages that have the setting.',
    },
  ])
})

it('refuses the content hash of a ConfigMap that the environment does not have', () => {
  const other = { metadata: { name: 'other' } }
  expect(() => renderWith({ hash: contentHash(other) })).toThrow(
    'The base uses the content hash of ConfigMap/other, which no component of this environment has.',
  )
})

const store = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'store', namespace: setting('namespace') },
  spec: { replicas: 2 },
} as KubernetesObject

const expressionOf = (patch: string, object = store): unknown => {
  const rules = configMap({ expr: `sum(up) < ${replicasOf('StatefulSet', 'store')}` })
  const base = { ...exampleBase, required: [defineComponent('store', [object, rules])] }
  const result = createRenderer(base)(exampleFiles({ patches: patch }))
  return 'manifests' in result
    ? result.manifests.map(({ object }) => (object as { data?: { expr: string } }).data?.expr).find(Boolean)
    : result
}

it('replaces a reference to replicas by their number after all patches', () => {
  const patch = '- target: {kind: StatefulSet, name: store}\n  patch: [{op: replace, path: /spec/replicas, value: 5}]\n'
  expect(expressionOf(patch)).toBe('sum(up) < 5')
})

it('replaces a reference to the replicas of a workload that an autoscaler scales by 1', () => {
  expect(expressionOf('[]', { ...store, spec: {} } as KubernetesObject)).toBe('sum(up) < 1')
})

it('refuses a reference to the replicas of a workload that the environment does not have', () => {
  expect(() => renderWith({ expr: replicasOf('StatefulSet', 'other') })).toThrow(
    'The base uses the replicas of StatefulSet/other, which no component of this environment has.',
  )
})

it('reports an external URL that the environment does not have', () => {
  expect(renderWith({ url: setting('externalUrls.query') })).toMatchObject([
    {
      message: 'ConfigMap/settings uses the setting externalUrls.query, which the environment does not have.',
      remedy: 'Mark the value with onlyWith and externalUrls.query.',
    },
  ])
})

it('omits values of external URLs that the environment does not have', () => {
  const data = { query: onlyWith('externalUrls.query', setting('externalUrls.query')), other: 'a' }
  const dataWith = (settings: string): unknown => {
    const base = { ...exampleBase, required: [defineComponent('settings', [configMap(data)])] }
    const result = createRenderer(base)(exampleFiles({ settings: exampleSettings + settings }))
    return 'manifests' in result && result.manifests.map(({ object }) => (object as { data?: object }).data)
  }
  expect(dataWith('')).toEqual([{ other: 'a' }])
  expect(dataWith('externalUrls: {query: "https://q.example.com"}\n')).toEqual([
    { query: 'https://q.example.com', other: 'a' },
  ])
})

describe('settingValue', () => {
  const object = {
    list: ['first', settingValue<string>('alerting.group_by'), 'last'],
    mapping: { global: settingValue<object>('alerting.global'), wait: settingValue('alerting.group_wait', '30s') },
  }
  const resolvedWith = (values: Alerting['values']): unknown =>
    resolveReferences(
      object,
      () => undefined,
      ({ field, byDefault }) => (values as Readonly<Record<string, unknown>>)[field] ?? byDefault,
    )

  it('is replaced by a list, a mapping or a string', () => {
    expect(resolvedWith({ group_by: ['a', 'b'], global: { resolve_timeout: '5m' }, group_wait: '1m' })).toEqual({
      list: ['first', 'a', 'b', 'last'],
      mapping: { global: { resolve_timeout: '5m' }, wait: '1m' },
    })
  })

  it('is left out, or replaced by its default, without a value', () => {
    expect(resolvedWith({})).toEqual({ list: ['first', 'last'], mapping: { wait: '30s' } })
  })
})
