import { contentHash, defineComponent, type Finding, type KubernetesObject, setting } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { createRenderer } from '../render.ts'
import { exampleBase, exampleFiles } from '../testing/small-stack.ts'

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
