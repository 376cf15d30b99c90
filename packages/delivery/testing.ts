// An environment that both tools deliver.
import type { Environment } from '@thanos-gitops/manifest'
import type { DeliverySettings } from './settings.ts'

export const settings: DeliverySettings = {
  repository: 'https://git.example.com/platform/thanos-gitops.git',
  formerRepositories: [],
  branch: 'main',
  central: false,
  argoCD: { namespace: 'argocd' },
  flux: { namespace: 'flux-system' },
}

export const environment: Environment = {
  name: 'blue',
  cluster: 'eu-1',
  kubernetesVersion: '1.36',
  namespace: 'kube-monitor',
  formerNamespaces: [],
  clusterDomain: 'cluster.local',
  delivery: 'both',
  objectStorage: 'rook',
  objectStorageSettings: {},
  components: [],
  images: [],
}
