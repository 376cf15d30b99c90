// The objects of Argo CD and Flux for tests, as packages/delivery renders them.
import { type KubernetesObject, type Mapping, waveAnnotation } from '@thanos-gitops/manifest'
import type { StackNames } from '../context.ts'

interface DeliveryOptions {
  readonly namespaces?: readonly string[]
  readonly repository?: string
  readonly formerRepositories?: readonly string[]
  readonly secret?: string
  /** Names of Deployments whose replicas are ignored. */
  readonly scaled?: readonly string[]
  readonly waves?: readonly string[]
  readonly clusterKinds?: readonly Mapping[]
  readonly central?: boolean
}

const names: Readonly<Record<string, string>> = { '0': 'configuration', '1': 'data', '2': 'queries' }

/** Each wave has a Kustomization. */
export const stackNames: StackNames = {
  context: 'blue',
  toolContext: 'blue',
  argoCDNamespace: 'argocd',
  fluxNamespace: 'flux-system',
  application: 'thanos-blue',
  source: 'thanos-blue',
  kustomizationOf: ({ metadata }) => `thanos-blue-${names[metadata.annotations?.[waveAnnotation] ?? '0']}`,
}

export const inWave = (wave: number) => ({ annotations: { [waveAnnotation]: String(wave) } })

const repositoryUrl = 'https://git.example.com/a.git'

export const argoCDObjects = ({
  namespaces = ['x'],
  repository = repositoryUrl,
  formerRepositories = [],
  scaled = [],
  clusterKinds = [{ group: '', kind: 'Namespace' }],
  central = false,
}: DeliveryOptions = {}): readonly KubernetesObject[] => {
  const destination = central ? { name: 'blue' } : { server: 'https://kubernetes.default.svc' }
  return [
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'thanos-blue', namespace: 'argocd' },
      spec: {
        sourceRepos: [repository, ...formerRepositories],
        destinations: namespaces.map((namespace) => ({ ...destination, namespace })),
        clusterResourceWhitelist: clusterKinds,
        namespaceResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'thanos-blue', namespace: 'argocd' },
      spec: {
        project: 'thanos-blue',
        source: { path: 'environments/blue/manifests', repoURL: repository, targetRevision: 'main' },
        destination: { ...destination, namespace: namespaces[0] },
        syncPolicy: { syncOptions: ['ServerSideApply=true', 'PruneLast=true', 'RespectIgnoreDifferences=true'] },
        ignoreDifferences: scaled.map((name) => ({
          group: 'apps',
          kind: 'Deployment',
          name,
          jsonPointers: ['/spec/replicas'],
        })),
      },
    },
  ] as readonly unknown[] as readonly KubernetesObject[]
}

export const fluxObjects = ({
  repository = repositoryUrl,
  secret,
  scaled = [],
  waves = ['configuration', 'data', 'queries'],
  central = false,
}: DeliveryOptions = {}): readonly KubernetesObject[] =>
  [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'thanos-blue', namespace: 'flux-system' },
      spec: {
        url: repository,
        ref: { branch: 'main' },
        ...(secret === undefined ? {} : { secretRef: { name: secret } }),
      },
    },
    ...waves.map((wave) => ({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: `thanos-blue-${wave}`, namespace: 'flux-system' },
      spec: {
        path: './environments/blue/manifests',
        prune: true,
        deletionPolicy: 'Orphan',
        ...(central ? { kubeConfig: { secretRef: { name: 'blue-kubeconfig' } } } : {}),
        ...(scaled.length === 0
          ? {}
          : {
              ignore: scaled.map((name) => ({
                paths: ['/spec/replicas'],
                target: { group: 'apps', kind: 'Deployment', name: `^${name}$` },
              })),
            }),
      },
    })),
  ] as readonly unknown[] as readonly KubernetesObject[]
