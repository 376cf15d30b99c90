// Twelve clusters in three regions and two sizes: as environments with layers, and as kustomize bases, components and overlays.
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { identityOf, type KubernetesObject, labelOf, valueAt } from '@thanos-gitops/manifest'
import {
  createRenderer,
  type EnvironmentFiles,
  loadPatches,
  type Patch,
  type RenderedEnvironment,
  readEnvironmentFiles,
  writeDocuments,
} from '@thanos-gitops/render'
import { temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { base } from '@thanos-gitops/testing/base'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { comparable } from './comparable.ts'
import { plainOperations, writeBase, yaml } from './kustomize-tree.ts'

const regions = ['eu', 'us', 'ap'] as const
const sizes = ['small', 'large'] as const
const clusters = regions.flatMap((region) =>
  [1, 2, 3, 4].map((number) => ({ name: `${region}-${number}`, region, size: sizes[number % 2]!, number })),
)
type Cluster = (typeof clusters)[number]

const header = '# yaml-language-server: $schema=../patches.schema.json\n'
const workloads = ['StatefulSet/database', 'StatefulSet/backup', 'Deployment/web', 'Deployment/cache']

const patch = (label: string, operations: readonly string[]): string => {
  const [kind, name] = label.split('/')
  return `- target: {kind: ${kind}, name: ${name}}\n  patch:\n${operations.map((one) => `    - ${one}\n`).join('')}`
}
const replicas = (value: number): string => `{op: replace, path: /spec/replicas, value: ${value}}`

const regionPatches = (region: string): string =>
  header +
  workloads
    .map((label) =>
      patch(label, [
        `{op: add, path: /spec/template/spec/nodeSelector, value: {topology.kubernetes.io/region: ${region}}}`,
        `{op: add, path: /spec/template/metadata/labels/region, value: ${region}}`,
      ]),
    )
    .join('')

const regionObject = (region: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: region, namespace: shop}\ndata: {name: ${region}}\n`

const sizePatches = (factor: number): string =>
  header +
  patch('StatefulSet/database', [
    replicas(2 * factor),
    `{op: replace, path: /spec/volumeClaimTemplates/0/spec/resources/requests/storage, value: ${100 * factor}Gi}`,
    `{op: replace, path: "/spec/template/spec/containers/[name=database]/resources/limits/memory", value: ${8 * factor}Gi}`,
  ]) +
  patch('Deployment/web', [replicas(3 * factor)])

const settings = ({ name, region, size }: Cluster): string => `# yaml-language-server: $schema=environment.schema.json
apiVersion: thanos-gitops/v1
kind: Environment
cluster: ${name}
kubernetesVersion: "1.36"
namespace: shop
delivery: argo-cd
objectStorage: rook
layers: [${region}, ${size}]
components:
  - cache
`

/** Each third cluster has more traffic than its size. */
const ownPatches = ({ number }: Cluster): string | undefined =>
  number === 3 ? header + patch('Deployment/web', [replicas(10)]) : undefined

const root = temporaryFolder()
const lines = new Map<string, number>()

function write(file: string, content: string): void {
  writeFile(root, file, content)
  const [, owner = '', layer] = file.split('/')
  const key = owner === 'layers' ? `layers/${layer}` : owner
  lines.set(key, (lines.get(key) ?? 0) + content.split('\n').length - 1)
}

describe('twelve clusters in layers', () => {
  let files: readonly EnvironmentFiles[]
  let rendered: readonly RenderedEnvironment[]
  beforeAll(() => {
    for (const region of regions) {
      write(`environments/layers/${region}/patches/region.yaml`, regionPatches(region))
      write(`environments/layers/${region}/resources/region.yaml`, regionObject(region))
    }
    for (const [index, size] of sizes.entries())
      write(`environments/layers/${size}/patches/size.yaml`, sizePatches(index + 2))
    for (const cluster of clusters) {
      write(`environments/${cluster.name}/environment.yaml`, settings(cluster))
      const own = ownPatches(cluster)
      if (own !== undefined) write(`environments/${cluster.name}/patches/traffic.yaml`, own)
    }
    const render = createRenderer(base)
    files = clusters.map(({ name }) => readEnvironmentFiles(root, name) as EnvironmentFiles)
    rendered = files.map((one) => {
      const result = render(one)
      if (!('manifests' in result)) throw new Error(JSON.stringify(result))
      return result
    })
  })

  it('need at most 30 lines of source for each cluster, and 600 together', () => {
    for (const { name } of clusters) expect(lines.get(name)).toBeLessThanOrEqual(30)
    expect([...lines.values()].reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(600)
  })

  it('have what their region and size set, and then what they set themselves', () => {
    const web = (path: readonly string[]): readonly unknown[] =>
      rendered.map(({ manifests }) =>
        valueAt(manifests.find(({ object }) => labelOf(object) === 'Deployment/web')?.object, path),
      )
    expect(web(['spec', 'replicas']).slice(0, 4)).toEqual([9, 6, 10, 6])
    expect(web(['spec', 'template', 'spec', 'nodeSelector'])[11]).toEqual({ 'topology.kubernetes.io/region': 'ap' })
  })

  it.skipIf(spawnSync('kubectl', ['version', '--client']).status !== 0)(
    'are the objects that kustomize renders from bases, components and overlays',
    () => {
      writeKustomizeFleet(join(root, 'kustomize'), files, rendered)
      for (const [index, { name }] of clusters.entries()) {
        const output = execFileSync('kubectl', ['kustomize', join(root, 'kustomize/overlays', name)], {
          encoding: 'utf8',
        })
        const theirs = parseAllDocuments(output, { version: '1.1' }).map((one) => one.toJS() as KubernetesObject)
        const ours = rendered[index]!.manifests.map(({ text }) => parse(text, { version: '1.1' }) as KubernetesObject)
        expect(byIdentity(ours)).toEqual(byIdentity(theirs))
      }
    },
    120_000,
  )
})

const byIdentity = (objects: readonly KubernetesObject[]): Record<string, unknown> =>
  Object.fromEntries(objects.map((object) => [identityOf(object), comparable(object)]).sort())

/** One base, a component for each layer, an overlay for each cluster. */
function writeKustomizeFleet(
  folder: string,
  files: readonly EnvironmentFiles[],
  rendered: readonly RenderedEnvironment[],
): void {
  const shared = rendered[0]!.targets.filter(({ component }) => component !== 'resources').map(({ object }) => object)
  writeBase(join(folder, 'base'), shared.map(writeDocuments))
  const patchesOf = (sources: EnvironmentFiles['patches']): readonly unknown[] =>
    sources.flatMap((source) => loadPatches(source, () => expect.unreachable())).map((one) => plainPatch(shared, one))
  for (const { name, patches, resources } of files.flatMap(({ layers = [] }) => layers)) {
    const objects = resources.map(({ value }, index) => ({ file: `resource-${index}.yaml`, value }))
    for (const { file, value } of objects) writeFile(folder, `components/${name}/${file}`, yaml(value))
    const component = { resources: objects.map(({ file }) => file), patches: patchesOf(patches) }
    writeKustomization(folder, `components/${name}`, 'v1alpha1', 'Component', component)
  }
  files.forEach(({ name, patches, layers = [] }, index) => {
    writeKustomization(folder, `overlays/${name}`, 'v1beta1', 'Kustomization', {
      resources: ['../../base'],
      components: layers.map((layer) => `../../components/${layer.name}`),
      patches: [...patchesOf(patches), ...clusterPatches(rendered[index]!)],
    })
  })
}

function writeKustomization(folder: string, path: string, version: string, kind: string, content: object): void {
  const kustomization = { apiVersion: `kustomize.config.k8s.io/${version}`, kind, ...content }
  writeFile(folder, `${path}/kustomization.yaml`, yaml(kustomization))
}

function plainPatch(objects: readonly KubernetesObject[], { target, operations }: Patch): unknown {
  const object = objects.find((one) => labelOf(one) === `${target.kind}/${target.name}`)!
  return { target: { kind: target.kind, name: target.name }, patch: yaml(plainOperations(object, operations)) }
}

/** What the base sets from the name of the cluster. */
function clusterPatches({ environment, targets }: RenderedEnvironment): readonly unknown[] {
  const { object } = targets.find((one) => labelOf(one.object) === 'ConfigMap/database')!
  const { data } = writeDocuments(object) as KubernetesObject & { readonly data: Readonly<Record<string, string>> }
  const replacement = (kind: string, name: string, path: string, value: unknown) => ({
    target: { kind, name },
    patch: yaml([{ op: 'replace', path, value }]),
  })
  return [
    replacement('ConfigMap', 'database', '/data/database.yaml', data['database.yaml']),
    replacement('Deployment', 'web', '/spec/template/spec/containers/0/env/0/value', environment.cluster),
  ]
}
