import { patchField, setSetting } from '../edits.ts'
import type { Scenario } from '../scenario.ts'

/** ConfigMaps, Services and settings. */
export const configuration: readonly Scenario[] = [
  {
    name: 'configuration-reload',
    change: 'configuration that Prometheus reads again (ConfigMap/prometheus)',
    edit: patchField({ kind: 'ConfigMap', name: 'prometheus' }, '/data/prometheus.yaml/global/scrape_interval', '1m'),
  },
  {
    name: 'configuration-restart',
    change: 'configuration with a checksum in the pod template (ConfigMap/thanos-query-frontend)',
    edit: patchField({ kind: 'ConfigMap', name: 'thanos-query-frontend' }, '/data/cache.yaml/config/max_size', '2GB'),
  },
  {
    name: 'cluster-name',
    change: 'cluster name (`cluster` in `environment.yaml`)',
    edit: setSetting('cluster', 'production-2'),
  },
]
