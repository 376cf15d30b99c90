// The names of the components of this base: the type checker refuses a component, and a condition, with another name. A component in
// `own/` can have any name, and imports `onlyWith` from `@thanos-gitops/manifest` for a condition with such a name.
import {
  alsoOnlyWith as alsoOnlyWithAnyName,
  alsoOnlyWithout as alsoOnlyWithoutAnyName,
  eachOnlyWithout as eachOnlyWithoutAnyName,
  type OnlyWith,
  type OptionalSetting,
  onlyWith as onlyWithAnyName,
  onlyWithout as onlyWithoutAnyName,
} from '@thanos-gitops/manifest'

export type ComponentName =
  | 'alertmanager'
  | 'alertmanager-existing-secret'
  | 'alertmanager-external-secret'
  | 'alertmanager-sealed-secret'
  | 'backup-existing-secret'
  | 'backup-external-secret'
  | 'backup-rook-bucket'
  | 'backup-sealed-secret'
  | 'backup-workload-identity'
  | 'cert-manager-ca'
  | 'cert-manager-issuer'
  | 'existing-secret'
  | 'external-secret'
  | 'grafana'
  | 'grafana-existing-secret'
  | 'grafana-external-secret'
  | 'grafana-sealed-secret'
  | 'kube-state-metrics'
  | 'memcached'
  | 'namespace'
  | 'node-exporter'
  | 'oauth2-proxy-alertmanager'
  | 'oauth2-proxy-existing-secret'
  | 'oauth2-proxy-external-secret'
  | 'oauth2-proxy-grafana'
  | 'oauth2-proxy-prometheus'
  | 'oauth2-proxy-query'
  | 'oauth2-proxy-sealed-secret'
  | 'operator-monitors'
  | 'priority-classes'
  | 'prometheus'
  | 'rook-bucket'
  | 'sealed-secret'
  | 'seaweedfs'
  | 'thanos-bucket-replicate'
  | 'thanos-bucket-web'
  | 'thanos-compact'
  | 'thanos-objstore'
  | 'thanos-query'
  | 'thanos-query-frontend'
  | 'thanos-query-global'
  | 'thanos-receive'
  | 'thanos-rule'
  | 'thanos-store'
  | 'valkey'
  | 'workload-identity'

/** A condition can also be a setting that an environment need not have: `onlyWith('externalUrls.query', …)`. */
export const onlyWith: OnlyWith<ComponentName | OptionalSetting> = onlyWithAnyName

export const onlyWithout: <T extends object | string>(component: ComponentName | OptionalSetting, value: T) => T =
  onlyWithoutAnyName

export const eachOnlyWithout: <T extends object | string>(
  component: ComponentName | OptionalSetting,
  values: readonly T[],
) => T[] = eachOnlyWithoutAnyName

export const alsoOnlyWithout: <T extends object | string>(component: ComponentName | OptionalSetting, value: T) => T =
  alsoOnlyWithoutAnyName

export const alsoOnlyWith: <T extends object | string>(component: ComponentName | OptionalSetting, value: T) => T =
  alsoOnlyWithAnyName
