import type { Finding, KubernetesObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { selectObjects } from './cluster-objects.ts'

const account = (labels: Readonly<Record<string, string>>, namespace?: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'store', ...(namespace === undefined ? {} : { namespace }), labels },
})
const role: KubernetesObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'reader' },
}

function selected(objects: readonly KubernetesObject[], skip: readonly string[] = []) {
  const problems: Finding[] = []
  const read = objects.map((object, index) => ({ object, place: () => ({ file: `${index}.yaml`, line: 1 }) }))
  const result = selectObjects({ name: 'eu', objects: read }, { kubernetesVersion: '1.36', skip }, problems)
  return { ...result, problems }
}

describe('the objects of a cluster', () => {
  it('have an object once that appears twice with the same content', () => {
    const { objects, skipped, problems } = selected([account({ a: '1' }, 'thanos'), account({ a: '1' }), role])
    expect(objects.map(({ object }) => object.kind)).toEqual(['ServiceAccount', 'ClusterRole'])
    expect(skipped).toEqual([{ label: 'ServiceAccount/store', reason: 'it appears twice with the same content' }])
    expect(problems).toEqual([])
  })

  it('cannot have two contents of an object, except if it is left out', () => {
    const two = [account({ a: '1' }, 'thanos'), account({ a: '2' }, 'thanos'), role]
    expect(selected(two).problems).toMatchObject([
      {
        code: 'object-duplicate',
        message: 'ServiceAccount/store has another content in 0.yaml:1. The cluster has one of the two.',
        place: { file: '1.yaml' },
      },
    ])
    expect(selected(two, ['ServiceAccount/store']).problems).toEqual([])
  })

  it('need a namespace, also if all are objects of the whole cluster', () => {
    expect(selected([role]).problems).toMatchObject([
      { code: 'import-namespace', message: 'eu has no object with a namespace, and an environment has one.' },
    ])
  })
})
