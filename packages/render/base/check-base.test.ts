import {
  type Base,
  contentHash,
  defineComponent,
  type KubernetesObject,
  onlyWith,
  type SettingName,
  setting,
} from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { checkBase } from './check-base.ts'

const configMap = (name: string, data: object = {}): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }) as KubernetesObject

const inNamespace = (namespace: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace },
})
const store = defineComponent('store', [configMap('store')])
const rule = defineComponent('rule', [configMap('rule')])
const rook = defineComponent('rook-bucket', [configMap('bucket')])
const base = (changes: Partial<Base> = {}): Base => ({
  required: [store],
  optional: [rule],
  objectStorage: { rook },
  ...changes,
})
const withData = (data: object): Base =>
  base({ optional: [rule, defineComponent('query', [configMap('query', data)])] })

const messages = (value: unknown): readonly string[] =>
  checkBase(value).map(({ steps, message, remedy }) => `${steps.join('.')}: ${message} ${remedy}`)

describe('checkBase', () => {
  it('accepts conditions, settings and content hashes that exist', () => {
    const data = {
      'a.yaml': { list: [onlyWith(['rule', 'rook-bucket'], { address: setting('namespace') })] },
      b: onlyWith('rule', setting('objectStorage.bucket')),
      c: contentHash(store.objects[0]!),
    }
    expect(messages(withData(data))).toEqual([])
  })

  it('accepts objects of the same name that are never in one environment', () => {
    const seaweedfs = defineComponent('seaweedfs', [configMap('bucket')])
    const settings = defineComponent('settings', [
      onlyWith('rook-bucket', configMap('settings')),
      onlyWith('seaweedfs', configMap('settings')),
    ])
    expect(messages(base({ required: [store, settings], objectStorage: { rook, seaweedfs } }))).toEqual([])
  })

  it.each<[name: string, base: unknown, problem: string]>([
    [
      'a condition with a typing error',
      withData({ 'a.yaml': { list: [onlyWith('ruel', {})] } }),
      'optional.1.objects.0.data.a.yaml.list.0: onlyWith names ruel, which is not a component of this base. Did you mean rule?',
    ],
    ['a condition without a name', withData({ a: onlyWith([], {}) }), 'onlyWith names no component'],
    ['a string that is marked in part', withData({ a: `x${onlyWith('rule', 'y')}` }), 'inside a longer string'],
    ['a setting with a typing error', withData({ a: setting('namspace' as SettingName) }), 'Did you mean namespace?'],
    [
      'the content hash of a ConfigMap without a component',
      withData({ a: contentHash(configMap('stoer')) }),
      'contentHash refers to ConfigMap/stoer, which no component of this base has. Did you mean ConfigMap/store?',
    ],
    [
      'a component that is listed twice',
      base({ optional: [store] }),
      'optional.0: The component store is listed twice',
    ],
    [
      'two components with the same name',
      base({ optional: [defineComponent('store', [])] }),
      'optional.0: Two components have the name store.',
    ],
    ['a name that is not a DNS label', base({ optional: [defineComponent('Rule', [])] }), '"Rule" is not a DNS label'],
    [
      'a component of a team with the name of another one',
      base({ own: [defineComponent('store', [])] }),
      'own.0: Two components have the name store.',
    ],
    [
      'a component of a team with an object of another one',
      base({ own: [defineComponent('rule', [configMap('store')])] }),
      'own.0.objects.0: store and rule both have the object ConfigMap/store.',
    ],
    [
      'an imported component with the same object twice',
      base({ imported: [defineComponent('our-store', [configMap('a'), configMap('a')])] }),
      'imported.0.objects.1: our-store has the object ConfigMap/a twice.',
    ],
    [
      'two components with the same object',
      base({ optional: [defineComponent('rule', [configMap('store')])] }),
      'optional.0.objects.0: store and rule both have the object ConfigMap/store.',
    ],
    [
      'an object without a name',
      base({ optional: [defineComponent('rule', [{ ...store.objects[0]!, metadata: {} as never }])] }),
      'has no metadata.name',
    ],
    [
      'a name that is a path',
      base({ optional: [defineComponent('rule', [configMap('../store')])] }),
      'not a valid name',
    ],
    [
      'a namespace that is a path',
      base({ optional: [defineComponent('rule', [inNamespace('../x')])] }),
      '"../x" is not a valid namespace of a ConfigMap',
    ],
    [
      'a name that is too long',
      base({ optional: [defineComponent('rule', [configMap('a'.repeat(254))])] }),
      'not a valid name',
    ],
    ['a component that is undefined', base({ required: [undefined as never] }), 'base.required.0 is undefined.'],
    ['an unknown provider', { ...base(), objectStorage: { rok: rook } }, 'Did you mean rook?'],
    ['a string', 'base', ': base is not an object.'],
    ['an empty object', {}, ': base.required is not a list.'],
  ])('reports %s', (_, value, problem) => {
    expect(messages(value)).toContainEqual(expect.stringContaining(problem))
  })
})
