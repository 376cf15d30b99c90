// The names of all components of this base: the type checker refuses a component, and a condition, with another name.
import { type ExternalUrlSetting, type OnlyWith, onlyWith as onlyWithAnyName } from '@thanos-gitops/manifest'

export type ComponentName =
  | 'alertmanager'
  | 'alertmanager-existing-secret'
  | 'alertmanager-external-secret'
  | 'alertmanager-sealed-secret'
  | 'existing-secret'
  | 'external-secret'
  | 'grafana'
  | 'kube-state-metrics'
  | 'namespace'
  | 'node-exporter'
  | 'priority-classes'
  | 'prometheus'
  | 'rook-bucket'
  | 'sealed-secret'
  | 'seaweedfs'
  | 'thanos-compact'
  | 'thanos-objstore'
  | 'thanos-query'
  | 'thanos-query-frontend'
  | 'thanos-receive'
  | 'thanos-rule'
  | 'thanos-store'
  | 'workload-identity'

/** A condition can also be a setting that an environment need not have: `onlyWith('externalUrls.query', …)`. */
export const onlyWith: OnlyWith<ComponentName | ExternalUrlSetting> = onlyWithAnyName
