import { describe, expect, it } from 'vitest'
import { claims, configMap, diff, workload } from './testing/objects.ts'

describe('renames', () => {
  it.each<[what: string, before: object, after: object, expected: object]>([
    [
      'a workload',
      workload(),
      workload({ name: 'web-v2' }),
      { name: 'web-v2', was: 'web', status: 'renamed', class: 'recreate' },
    ],
    [
      'a ConfigMap with a hash',
      configMap({ a: '1' }, 'web-7f9c2k4d8b'),
      configMap({ b: '2' }, 'web-a1b2c3d4e5'),
      { name: 'web-a1b2c3d4e5', was: 'web-7f9c2k4d8b', status: 'renamed' },
    ],
    [
      'the namespace',
      configMap({ a: '1', b: '2' }),
      { ...configMap({ a: '1', b: '2' }), metadata: { name: 'web', namespace: 'y' } },
      { was: 'x/web', status: 'renamed' },
    ],
  ])('recognizes a rename of %s', (_what, before, after, expected) => {
    const { objects } = diff([before], [after])
    expect(objects).toHaveLength(1)
    expect(objects[0]).toMatchObject(expected)
  })

  it('pairs no objects with different content', () => {
    expect(
      diff([configMap({ a: '1', b: '2' })], [configMap({ c: '3', d: '4' }, 'other')])
        .objects.map(({ status }) => status)
        .sort(),
    ).toEqual(['added', 'removed'])
  })

  it('reports that a renamed StatefulSet starts with empty volumes', () => {
    const { objects } = diff(
      [workload({ kind: 'StatefulSet', spec: claims('1Gi') })],
      [workload({ kind: 'StatefulSet', name: 'web-v2', spec: claims('1Gi') })],
    )
    expect(objects[0]!.why).toContain('with empty volumes')
  })

  it('ignores the namespace of a cluster-scoped object', () => {
    const role = (namespace: string): object => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'r', namespace },
      rules: [],
    })
    expect(diff([role('a')], [role('b')]).objects).toEqual([])
  })
})
