import {
  type Base,
  defineComponent,
  type Environment,
  Failure,
  type KubernetesObject,
  onlyWith,
  onlyWithout,
  setting,
} from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { objectSelector } from './select-components.ts'

const serviceAccount = (annotations: object, name = 'store'): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, annotations } }) as KubernetesObject

const environment = (components: readonly string[] = [], other: Partial<Environment> = {}): Environment => ({
  name: 'blue',
  cluster: 'blue',
  kubernetesVersion: '1.36',
  namespace: 'monitoring',
  formerNamespaces: [],
  clusterDomain: 'cluster.local',
  delivery: 'flux',
  objectStorage: 'rook',
  objectStorageSettings: {},
  components,
  images: [],
  ...other,
})

function select(
  objects: readonly KubernetesObject[],
  components?: readonly string[],
  other?: Partial<Environment>,
): readonly KubernetesObject[] {
  const base: Base = {
    required: [defineComponent('store', objects)],
    optional: [defineComponent('eks', []), defineComponent('gke', [])],
    objectStorage: { rook: defineComponent('rook-bucket', []) },
  }
  return objectSelector(base)(environment(components, other)).map(({ object }) => object)
}

describe('objectSelector', () => {
  it('removes objects, list elements and fields whose components are absent', () => {
    const objects = [
      serviceAccount({ list: [onlyWith('eks', { a: 1 }), onlyWith('gke', { b: 2 })], map: onlyWith('eks', { c: 3 }) }),
      onlyWith(['eks', 'gke'], serviceAccount({}, 'cloud')),
      onlyWith('eks', serviceAccount({}, 'eks')),
    ]
    expect(select(objects, ['gke'])).toEqual([serviceAccount({ list: [{ b: 2 }] }), serviceAccount({}, 'cloud')])
  })

  it('finds the parts of an object that contain a reference', () => {
    const objects = [serviceAccount({ b: 'b', a: [['x'], [{ at: setting('namespace') }]] }), serviceAccount({ c: '1' })]
    const base: Base = {
      required: [defineComponent('store', objects)],
      optional: [],
      objectStorage: { rook: defineComponent('rook-bucket', []) },
    }
    const [first, second] = objectSelector(base)(environment())
    const { metadata } = first!.object
    const list = metadata.annotations!.a as unknown as readonly (readonly object[])[]
    expect([...first!.referring!]).toEqual([list[1]![0], list[1], list, metadata.annotations, metadata, first!.object])
    expect(second!.referring!.size).toBe(0)
  })

  it('has only the listed components without required ones', () => {
    const base: Base = {
      required: [defineComponent('store', [serviceAccount({})])],
      optional: [defineComponent('query', [serviceAccount({}, 'query')])],
      imported: [defineComponent('our-store', [serviceAccount({ own: 'yes' })])],
      objectStorage: { rook: defineComponent('rook-bucket', [serviceAccount({}, 'bucket')]) },
    }
    const names = (components: readonly string[], other?: Partial<Environment>): readonly string[] =>
      objectSelector(base)(environment(components, other)).map(({ component }) => component)
    expect(names(['query', 'our-store'])).toEqual(['store', 'rook-bucket', 'query', 'our-store'])
    expect(names(['query', 'our-store'], { hasRequiredComponents: false })).toEqual(['query', 'our-store'])
    expect(names(['store', 'rook-bucket'], { hasRequiredComponents: false })).toEqual(['store', 'rook-bucket'])
  })

  it('has one of two values that stand for each other', () => {
    const objects = [serviceAccount({ list: [onlyWith('eks', { address: 'eks' }), onlyWithout('eks', 'other')] })]
    expect(select(objects, ['eks'])).toEqual([serviceAccount({ list: [{ address: 'eks' }] })])
    expect(select(objects, ['gke'])).toEqual([serviceAccount({ list: ['other'] })])
  })

  it('keeps what is only without a component or setting that the environment does not have', () => {
    const objects = () => [serviceAccount({ list: [onlyWithout('zones', { a: 1 }), onlyWith('zones', { b: 2 })] })]
    expect(select(objects())).toEqual([serviceAccount({ list: [{ a: 1 }] })])
    expect(select(objects(), [], { zones: 3 })).toEqual([serviceAccount({ list: [{ b: 2 }] })])
  })

  it('keeps or removes marked strings, references included', () => {
    const objects = [
      serviceAccount({
        'eks.amazonaws.com/role-arn': onlyWith('eks', setting('objectStorage.roleArn')),
        'iam.gke.io/gcp-service-account': onlyWith(['gke', 'rook-bucket'], 'thanos@example.iam'),
        list: [onlyWith('gke', 'gke'), onlyWith('eks', 'eks')],
      }),
    ]
    expect(select(objects, ['eks'])).toEqual([
      serviceAccount({
        'eks.amazonaws.com/role-arn': setting('objectStorage.roleArn'),
        'iam.gke.io/gcp-service-account': 'thanos@example.iam',
        list: ['eks'],
      }),
    ])
  })

  it('removes the NetworkPolicies of an environment that has none', () => {
    const policy = { ...serviceAccount({}), apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }
    const objects = [serviceAccount({}), policy]
    expect(select(objects)).toEqual(objects)
    expect(select(objects, [], { hasNetworkPolicies: false })).toEqual([serviceAccount({})])
  })

  it('removes undefined fields', () => {
    expect(select([serviceAccount({ a: undefined, b: 1 })])).toEqual([serviceAccount({ b: 1 })])
  })

  it.each<[value: unknown, message: string]>([
    [NaN, 'ServiceAccount/store has NaN at /metadata/annotations/list/1/x, which a manifest cannot contain.'],
    [2n, 'has a bigint at /metadata/annotations/list/1/x'],
    [new Date(0), 'has a Date at /metadata/annotations/list/1/x'],
    [[undefined], 'has undefined at /metadata/annotations/list/1/x/0'],
  ])('refuses %s', (value, message) => {
    const attempt = () => select([serviceAccount({ list: [onlyWith('eks', { x: value }), { x: value }] })])
    expect(attempt).toThrow(Failure)
    expect(attempt).toThrow(message)
  })
})
