import {
  type Base,
  contentHash,
  defineComponent,
  forEachShard,
  type KubernetesObject,
  onlyWith,
  replicasOf,
  setting,
  shardLabel,
} from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { exampleFiles, exampleSettings } from '../testing/small-stack.ts'
import { checkBase } from './check-base.ts'
import { pathOfShard } from './shards.ts'

const suffix = setting('shard.suffix')
const labels = { [shardLabel]: onlyWith('store.shards', setting('shard.number')) }
const namespace = setting('namespace')

const store = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: `thanos-store${suffix}`, namespace, labels },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'store', ...labels } },
    template: {
      metadata: { labels: { app: 'store', ...labels } },
      spec: {
        containers: [
          {
            name: 'store',
            image: 'example.com/store:v1',
            args: [
              'store',
              onlyWith('store.shards.hash', `--shard=${setting('shard.number')}/${setting('shard.count')}`),
              onlyWith('shard.minTime', `--min-time=${setting('shard.minTime')}`),
              onlyWith('shard.maxTime', `--max-time=${setting('shard.maxTime')}`),
            ],
          },
        ],
      },
    },
  },
}

const settings = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: `store${suffix}`, namespace, labels },
  data: { shard: `${setting('cluster')}${suffix}` },
}

const query = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'query', namespace },
  data: {
    'endpoints.yaml': [
      { address: 'sidecar' },
      forEachShard('store.shards', {
        address: `store${suffix}`,
        replicas: replicasOf('StatefulSet', `thanos-store${suffix}`),
        settings: contentHash(settings),
      }),
    ],
  },
}

const base: Base = {
  required: [
    defineComponent('store', [forEachShard('store.shards', store), forEachShard('store.shards', settings)]),
    defineComponent('query', [query]),
  ],
  optional: [],
  objectStorage: { rook: defineComponent('rook', []), seaweedfs: defineComponent('seaweedfs', []) },
}

const withShards = (shards: string): string => `${exampleSettings}store: {shards: ${shards}}\n`
const render = (environment: string, patches = '', policy?: string) =>
  createRenderer(base)(exampleFiles({ settings: environment, patches, ...(policy === undefined ? {} : { policy }) }))

function rendered(environment: string, patches?: string): RenderedEnvironment {
  const result = render(environment, patches)
  if ('manifests' in result) return result
  throw new Error(JSON.stringify(result))
}

const textOf = ({ manifests }: RenderedEnvironment, file: string): string =>
  manifests.find((one) => one.file === file)?.text ?? ''
const storesOf = ({ manifests }: RenderedEnvironment): readonly KubernetesObject[] =>
  manifests.map(({ object }) => object).filter(({ kind }) => kind === 'StatefulSet')
const replicasIn = (environment: RenderedEnvironment) =>
  storesOf(environment).map((object) => (object as unknown as typeof store).spec.replicas)
const argumentsIn = (environment: RenderedEnvironment) =>
  storesOf(environment).map((object) => (object as unknown as typeof store).spec.template.spec.containers[0]!.args)

it('has no problem in the base', () => expect(checkBase(base)).toEqual([]))

it('writes each object once, and without a suffix, where the setting is absent', () => {
  const environment = rendered(exampleSettings)
  expect(environment.manifests.map(({ file }) => file)).toEqual([
    'query.configmap.yaml',
    'store.configmap.yaml',
    'thanos-store.statefulset.yaml',
  ])
  expect(argumentsIn(environment)).toEqual([['store']])
  expect(textOf(environment, 'thanos-store.statefulset.yaml')).not.toContain(shardLabel)
  expect(textOf(environment, 'query.configmap.yaml')).toMatch(/- address: store\n +replicas: 2\n/)
})

it('writes an object and an element of a list for each shard', () => {
  const environment = rendered(withShards('2'))
  expect(environment.manifests.map(({ file }) => file)).toEqual([
    'query.configmap.yaml',
    'store-0.configmap.yaml',
    'store-1.configmap.yaml',
    'thanos-store-0.statefulset.yaml',
    'thanos-store-1.statefulset.yaml',
  ])
  expect(argumentsIn(environment)).toEqual([
    ['store', '--shard=0/2'],
    ['store', '--shard=1/2'],
  ])
  expect(textOf(environment, 'store-1.configmap.yaml')).toContain('shard: eu-1-1\n')
  const endpoints = textOf(environment, 'query.configmap.yaml')
  expect(endpoints).toMatch(/- address: sidecar\n +- address: store-0\n +replicas: 2\n/)
  const hashes = [...endpoints.matchAll(/settings: (\w+)/g)].map(([, hash]) => hash)
  expect(new Set(hashes).size).toBe(2)
})

it('gives each shard the values that only it has', () => {
  expect(argumentsIn(rendered(withShards('{by: time, ages: [2w, 8w]}')))).toEqual([
    ['store', '--min-time=-14d6h'],
    ['store', '--min-time=-56d6h', '--max-time=-14d'],
    ['store', '--max-time=-56d'],
  ])
})

describe('a patch', () => {
  const replicas = (target: string, value: number): string =>
    `- target: ${target}\n  patch: [{op: replace, path: /spec/replicas, value: ${value}}]\n`

  it('changes all shards by the name that they have in common', () => {
    const patch = replicas('{kind: StatefulSet, name: thanos-store}', 5)
    expect(replicasIn(rendered(withShards('3'), patch))).toEqual([5, 5, 5])
    expect(replicasIn(rendered(exampleSettings, patch))).toEqual([5])
  })

  it('changes one shard by its name, after a patch of all', () => {
    const patches =
      replicas('{kind: StatefulSet, name: thanos-store}', 5) + replicas('{kind: StatefulSet, name: thanos-store-1}', 3)
    expect(replicasIn(rendered(withShards('3'), patches))).toEqual([5, 3, 5])
  })

  it('counts each shard in expect', () => {
    const patch = replicas('{kind: StatefulSet, name: "thanos-*", expect: 3}', 5)
    expect(replicasIn(rendered(withShards('3'), patch))).toEqual([5, 5, 5])
    expect(render(withShards('2'), patch)).toMatchObject([{ code: 'patch-target-count' }])
  })

  it('of a shard that does not exist is an error with the names that do', () => {
    expect(render(withShards('2'), replicas('{kind: StatefulSet, name: thanos-store-2}', 3))).toMatchObject([
      { code: 'patch-target-missing', place: { line: 1 }, remedy: expect.stringContaining('thanos-store') },
    ])
  })

  it('is permitted by a rule for the name without a suffix', () => {
    const policy = '  - {path: /spec/replicas, target: {kind: StatefulSet, name: thanos-store}, range: 1..4}\n'
    const patch = (value: number): string => replicas('{kind: StatefulSet, name: thanos-store-1}', value)
    expect(render(withShards('2'), patch(4), policy)).toHaveProperty('manifests')
    expect(render(withShards('2'), patch(5), policy)).toMatchObject([{ place: { line: 2 } }])
  })
})

describe('the place of a value of a shard', () => {
  const time = { raw: '30d', '5m': '30d', '1h': '30d' }
  const settings = rendered(exampleSettings).environment

  it('is the setting that divides the component', () => {
    expect(pathOfShard('store.shards/1.minTime', settings)).toEqual(['store', 'shards'])
    expect(pathOfShard('compact.shards.count', settings)).toEqual(['compact', 'shards'])
    expect(pathOfShard('retention.raw', settings)).toBeUndefined()
  })

  it('is the tenant of a compactor', () => {
    const environment = { ...settings, compact: { tenants: { 'team-a': time, 'team-b': time } } }
    expect(pathOfShard('compact.shards/2.retention5m', environment)).toEqual(['compact', 'tenants', 'team-b', '5m'])
    expect(pathOfShard('compact.shards/0.otherTenants', environment)).toEqual(['compact', 'tenants'])
    expect(pathOfShard('compact.shards.count', environment)).toEqual(['compact', 'tenants'])
  })
})
