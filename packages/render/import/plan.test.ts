import {
  type Base,
  defineComponent,
  type Finding,
  identityOf,
  type Json,
  type KubernetesObject,
  readYaml,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { parseKubernetesYaml } from '@thanos-gitops/manifest/read'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRenderer } from '../render.ts'
import { type ImportedCluster, type ReadCluster, selectObjects } from './cluster-objects.ts'
import { differencesFrom } from './differences.ts'
import { environmentSources, layerSources } from './environment-source.ts'
import { planImport } from './plan.ts'

const settings = { kubernetesVersion: '1.36', delivery: 'flux' }

const yamlFile = (file: string, text: string): YamlFile => {
  const read = readYaml(file, text)
  if ('file' in read) return read
  throw new Error(JSON.stringify(read))
}

/** A cluster in memory. Throws if one of the objects is refused. */
function cluster(name: string, objects: readonly KubernetesObject[]): ImportedCluster {
  const problems: Finding[] = []
  const read: ReadCluster = { name, objects: objects.map((object) => ({ object, place: () => ({ file: name }) })) }
  const selected = selectObjects(read, { kubernetesVersion: '1.36' }, problems)
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'))
  return selected
}

/** The files of the import and, by the name of the environment, how what it renders differs from the objects of its cluster. */
function imported(clusters: readonly ImportedCluster[]) {
  const plan = planImport(clusters, { judge: { kubernetesVersion: '1.36', rules: undefined } })
  const base: Base = {
    required: [],
    optional: [],
    imported: plan.components.map(({ name, objects }) =>
      defineComponent(
        name,
        objects.map(({ object }) => object),
      ),
    ),
    objectStorage: {},
  }
  const render = createRenderer(base)
  return plan.environments.map((environment) => {
    const { name } = environment.cluster
    const sources = environmentSources(environment, settings, [])
    const files = [...sources].map(([file, text]) => yamlFile(file, text))
    const rendered = render({
      name,
      environment: files[0]!,
      patches: files.filter(({ file }) => file.includes('/patches/')),
      resources: files.filter(({ file }) => file.includes('/resources/')),
      layers: environment.layers.map((layer) => {
        const sources = [...layerSources(plan.layers.find((one) => one.name === layer)!)]
        const written = sources.map(([file, text]) => yamlFile(file, text))
        return {
          name: layer,
          resources: written.filter(({ file }) => file.includes('/resources/')),
          patches: written.filter(({ file }) => file.includes('/patches/')),
        }
      }),
    })
    if (!('manifests' in rendered)) throw new Error(JSON.stringify([rendered, [...sources]], null, 1))
    return {
      sources,
      plan,
      warnings: [...rendered.redundant, ...rendered.replacing, ...rendered.disabledPatches],
      differences: differencesFrom(
        environment.cluster.objects.map(({ object }) => object),
        rendered.manifests.map(({ text }) => parseKubernetesYaml(text) as KubernetesObject),
      ),
    }
  })
}

const key = fc.constantFrom('a', 'b', 'name', 'kind', 'x/y', '~z', '-', '0', 'constructor', '[name=a]', 'namespace')
const text = fc.constantFrom(
  'a',
  'b',
  '',
  'on',
  '1',
  'eu',
  'thanos',
  'x.thanos.svc',
  'eu-thanos',
  'two\nlines\n',
  '--a',
  '--a=1',
  '--b=x/y',
  '--b=2',
  ' z',
)
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.constantFrom<Json>(true, false, 0, 1.5, 3),
    fc.array(text, { maxLength: 5 }),
    fc.array(fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }) as fc.Arbitrary<Json>, {
      maxLength: 4,
    }),
    fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd/e', 'f=g'), value: tie('value') }), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<Json>,
  ),
})).value

const namespaces = ['thanos', 'eu', 'monitoring'] as const
const object = fc.record({
  apiVersion: fc.constant('example.com/v1'),
  kind: fc.constantFrom('Widget', 'Gadget'),
  metadata: fc.record(
    {
      name: fc.constantFrom('a', 'b', 'store', 'store-eu', 'store-us'),
      namespace: fc.constantFrom(...namespaces),
      labels: fc.dictionary(fc.constantFrom('app.kubernetes.io/name', 'b'), fc.constantFrom('x', 'store'), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    },
    { requiredKeys: ['name', 'namespace'] },
  ),
  spec: value,
})
const objects = fc.uniqueArray(object, {
  selector: (one) => identityOf(one as KubernetesObject),
  minLength: 1,
  maxLength: 4,
})

describe('an import', () => {
  it('renders the objects that were read, whatever they contain', () => {
    fc.assert(
      fc.property(fc.array(objects, { minLength: 1, maxLength: 3 }), (clusters) => {
        const names = ['eu', 'us', 'prod-1']
        const results = imported(clusters.map((list, index) => cluster(names[index]!, list as KubernetesObject[])))
        for (const { differences, warnings } of results) {
          expect(differences).toEqual([])
          expect(warnings).toEqual([])
        }
      }),
      { numRuns: 100 },
    )
  })

  it('renders the same objects with layers, where clusters share what they have in common', () => {
    const groups = fc.array(fc.nat(2), { minLength: 3, maxLength: 5 })
    fc.assert(
      fc.property(objects, objects, objects, groups, (first, second, third, members) => {
        const results = imported(
          members.map((group, index) =>
            cluster(`region-${group}-${index}`, [first, second, third][group] as KubernetesObject[]),
          ),
        )
        for (const { differences, warnings } of results) expect([differences, warnings]).toEqual([[], []])
      }),
      { numRuns: 100 },
    )
  })

  const deployment = (memory: string, replicas: number): KubernetesObject =>
    ({
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'store', namespace: 'thanos' },
      spec: { replicas, size: { memory, cpu: memory, disk: memory }, other: 1 },
    }) as unknown as KubernetesObject

  it('writes what a group of clusters shares in a layer with the name that they begin with', () => {
    const clusters = ['eu-1', 'eu-2', 'us-1', 'us-2', 'us-3'].map((name, index) =>
      cluster(name, [deployment(name.startsWith('eu') ? '2Gi' : '1Gi', index)]),
    )
    const [{ plan }] = imported(clusters) as [ReturnType<typeof imported>[number]]
    expect(plan.layers.map(({ name }) => name)).toEqual(['eu'])
    expect(plan.environments.map(({ layers }) => layers)).toEqual([['eu'], ['eu'], [], [], []])
    expect(plan.layers[0]!.patches[0]!.patches[0]!.operations.map(({ path }) => path.join('/'))).toEqual([
      'spec/size/memory',
      'spec/size/cpu',
      'spec/size/disk',
    ])
    expect(
      plan.environments[0]!.ownPatches.flatMap(({ patches }) => patches.flatMap(({ operations }) => operations)),
    ).toEqual([])
    expect(
      plan.environments[1]!.ownPatches.flatMap(({ patches }) => patches.flatMap(({ operations }) => operations)),
    ).toEqual([{ op: 'replace', path: ['spec', 'replicas'], value: 1 }])
  })

  it('shares operations on elements that only an index names, if no operation moves them', () => {
    const volumes = (name: string, mode: string, other: readonly string[] = []): KubernetesObject =>
      ({
        apiVersion: 'example.com/v1',
        kind: 'Widget',
        metadata: { name: 'store', namespace: 'thanos' },
        spec: {
          templates: [{ size: { disk: name, cpu: name, memory: name }, mode }, ...other.map((size) => ({ size }))],
        },
      }) as unknown as KubernetesObject
    const clusters = ['eu-1', 'eu-2', 'us-1', 'us-2', 'us-3'].map((name) =>
      cluster(name, [volumes(name.slice(0, 2), 'block')]),
    )
    const results = imported(clusters)
    expect(results.flatMap(({ differences }) => differences)).toEqual([])
    expect(results.map(({ plan }) => plan.layers.map(({ name }) => name))[0]).toEqual(['eu'])
    const moved = ['eu-1', 'eu-2', 'us-1', 'us-2', 'us-3'].map((name) =>
      cluster(name, [volumes(name.slice(0, 2), 'block', name === 'eu-1' ? ['a'] : [])]),
    )
    expect(imported(moved).flatMap(({ differences }) => differences)).toEqual([])
  })

  it('writes what one cluster has to its resources, what a group has to its layer, and otherwise a component', () => {
    const extra = (name: string, data: string, namespace = 'thanos'): KubernetesObject =>
      ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { a: data } }) as KubernetesObject
    const clusters = ['eu-1', 'eu-2', 'us-1', 'us-2', 'us-3'].map((name, index) =>
      cluster(name, [
        deployment(name.startsWith('eu') ? '2Gi' : '1Gi', index),
        ...(name.startsWith('eu') ? [extra('notice', 'same'), extra('different', name)] : []),
        ...(name === 'us-1' ? [extra('alone', '1'), extra('alone', '2', 'kube-system')] : []),
      ]),
    )
    const results = imported(clusters)
    expect(results.flatMap(({ differences }) => differences)).toEqual([])
    const [{ plan }] = results as [(typeof results)[number]]
    expect(plan.components.map(({ name }) => name)).toEqual(['different', 'store'])
    expect([...layerSources(plan.layers[0]!).keys()]).toEqual([
      'environments/layers/eu/patches/store.yaml',
      'environments/layers/eu/resources/notice.configmap.yaml',
    ])
    expect([...results[2]!.sources].filter(([file]) => file.includes('/resources/'))).toEqual([
      [
        'environments/us-1/resources/alone.configmap.yaml',
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: alone\ndata:\n  a: "1"\n',
      ],
      [
        'environments/us-1/resources/alone.configmap-2.yaml',
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: alone\n  namespace: kube-system\ndata:\n  a: "2"\n',
      ],
    ])
  })
})
