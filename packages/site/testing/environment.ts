// A small environment for tests, whose lines have made-up sources.
import type { Environment, KubernetesObject, Origin } from '@thanos-gitops/manifest'
import type { Topology } from '@thanos-gitops/manifest/topology'
import type { SiteEnvironment, SiteManifest } from '../model.ts'

const amounts = {
  replicas: 3,
  cpuRequests: 1.5,
  cpuLimits: 0,
  memoryRequests: 2 ** 30,
  memoryLimits: 2 ** 31,
  storage: 0,
}

export const settings = (name: string): Environment => ({
  name,
  cluster: name,
  kubernetesVersion: '1.36',
  namespace: `ns-${name}`,
  formerNamespaces: [],
  clusterDomain: 'cluster.local',
  delivery: 'both',
  objectStorage: 'rook',
  objectStorageSettings: {},
  components: [],
  images: [],
})

/** A manifest whose lines come from one file: base for all environments, or a patch of the environment. */
export function manifest(object: KubernetesObject, text: string, origins: readonly Origin[]): SiteManifest {
  return {
    object,
    file: `${object.metadata.name}.${object.kind.toLowerCase()}.yaml`,
    lines: () => text.split('\n').map((line, index) => ({ text: line, pointer: pointers[index] ?? '', origins })),
  }
}

/** Of the lines of `deployment`. */
const pointers = [
  '/apiVersion',
  '/kind',
  '/metadata',
  '/metadata/name',
  '/metadata/namespace',
  '/spec',
  '/spec/replicas',
]

export const baseOrigin: Origin = { layer: 'base', place: { file: 'base/web.ts', line: 4 }, value: 2 }

export const patchOrigin = (environment: string): Origin => ({
  layer: 'patch',
  place: { file: `environments/${environment}/patches/replicas.yaml`, line: 5 },
  note: 'replace',
  value: 3,
})

export function deployment(environment: string, name = 'web', replicas = 3, image = 'example.com/web:1'): SiteManifest {
  const namespace = `ns-${environment}`
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { replicas, template: { spec: { containers: [{ name: 'web', image, args: ['--retention.time=2d'] }] } } },
  }
  const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n  replicas: ${replicas}`
  return manifest(object, text, [patchOrigin(environment), baseOrigin])
}

export const topology = (namespace: string, name = 'web'): Topology => ({
  nodes: [
    { id: `Deployment/${namespace}/${name}`, type: 'workload', kind: 'Deployment', name, namespace, replicas: 3 },
    { id: 'Deployment/other', type: 'workload', kind: 'Deployment', name: 'other' },
    { id: 'outside/s3.example.com', type: 'outside', name: 's3.example.com' },
  ],
  edges: [
    {
      from: `Deployment/${namespace}/${name}`,
      to: 'outside/s3.example.com',
      ports: [443],
      transport: 'TCP',
      purpose: 'request',
      requirements: ['port 443 of s3.example.com'],
    },
    {
      from: `Deployment/${namespace}/${name}`,
      to: 'Deployment/other',
      ports: [9090],
      transport: 'TCP',
      protocol: 'HTTP',
      purpose: 'scrape',
      requirements: ['the scrape job web'],
    },
  ],
})

export function siteEnvironment(
  name: string,
  manifests: readonly SiteManifest[] = [deployment(name)],
): SiteEnvironment {
  const total = { before: amounts, after: amounts }
  return {
    environment: settings(name),
    manifests,
    topology: topology(`ns-${name}`),
    capacity: { components: [{ component: 'web', ...total }], total },
  }
}
