import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { stringify } from 'yaml'
import { type ObjectPatch, plainPatches, type Tree, writeTree } from './synthetic.ts'
import { isWorkload, syntheticObjects } from './synthetic-objects.ts'

// Writes the same fleet twice: as environments with layers, and as a kustomize base with components and overlays. Each environment
// lists a region, a size and a tier, and has patches of its own.

const groups = { region: 10, size: 5, tier: 5 } as const

const named = (group: keyof typeof groups): readonly string[] =>
  Array.from({ length: groups[group] }, (_, index) => `${group}-${index}`)

/** The layers of the fleet: 20. */
export const fleetLayers = [...named('region'), ...named('size'), ...named('tier')]

/** The layers of an environment, in the order in which they apply. */
export const layersOf = (index: number): readonly string[] => [
  `region-${index % 10}`,
  `size-${Math.floor(index / 3) % 5}`,
  `tier-${Math.floor(index / 7) % 5}`,
]

/**
 * @param settings lines of `environment.yaml`, by the number of the environment
 * @param hasOwnPackages as in `writeTree`
 */
export function writeFleet(
  folder: string,
  size: number,
  environments: number,
  settings: (index: number) => object = () => ({}),
  hasOwnPackages?: boolean,
): Tree {
  const objects = syntheticObjects(size)
  const environmentAt = (index: number) => ({
    patches: ownPatches(objects, index),
    settings: { layers: layersOf(index), ...settings(index) },
    overlay: { components: layersOf(index).map((layer) => `../components/${layer}`) },
  })
  const tree = writeTree(folder, objects, environments, environmentAt, hasOwnPackages)
  const listed = new Set(tree.environments.flatMap((_, index) => layersOf(index)))
  // A layer that no environment lists is an error.
  for (const layer of fleetLayers.filter((one) => listed.has(one))) {
    const patches = layerPatches(layer, objects)
    write(join(tree.root, 'environments/layers', layer, 'patches'), 'shared.yaml', patches)
    write(join(folder, 'kustomize/components', layer), 'kustomization.yaml', {
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      patches: plainPatches(patches),
    })
  }
  return tree
}

function write(folder: string, file: string, content: unknown): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, file), stringify(content, { aliasDuplicateObjects: false }))
}

const container = '/spec/template/spec/containers/0'

/** Regions and sizes patch each workload, tiers every third one. */
function layerPatches(layer: string, objects: readonly KubernetesObject[]): readonly ObjectPatch[] {
  const [group, number] = layer.split('-')
  const factor = Number(number) + 1
  const operations = {
    region: [
      { op: 'add', path: '/spec/template/spec/nodeSelector', value: { 'topology.kubernetes.io/region': layer } },
      { op: 'add', path: '/metadata/annotations/example.com~1region', value: layer },
    ],
    size: [
      { op: 'replace', path: '/spec/replicas', value: 2 + factor },
      { op: 'replace', path: `${container}/resources/limits/memory`, value: `${factor}Gi` },
    ],
    tier: [{ op: 'add', path: `${container}/args/-`, value: `--tier=${layer}` }],
  }[group as keyof typeof groups]
  return objects
    .filter(isWorkload)
    .filter((_, index) => group !== 'tier' || index % 3 === 0)
    .map(({ kind, metadata: { name } }) => ({ target: { kind, name }, patch: operations }))
}

/** Every tenth object gets an argument. */
const ownPatches = (objects: readonly KubernetesObject[], environment: number): readonly ObjectPatch[] =>
  objects
    .filter((object, index) => index % 10 === 0 && isWorkload(object))
    .map(({ kind, metadata: { name } }) => ({
      target: { kind, name },
      patch: [{ op: 'add', path: `${container}/args/-`, value: `--cluster=cluster-${environment}` }],
    }))
