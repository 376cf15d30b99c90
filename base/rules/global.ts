import { setting } from '@thanos-gitops/manifest'
import { onlyWith, onlyWithout } from '../component-names.ts'
import { runbookOf } from './runbook.ts'

const agent = 'prometheus.agent'

const viewIsEmpty = (sources: string) => ({
  alert: 'GlobalViewIsEmpty',
  expr: 'absent(up{job="prometheus"})',
  for: '10m',
  labels: { severity: 'critical', cluster: setting('cluster') },
  annotations: {
    runbook_url: runbookOf('GlobalViewIsEmpty'),
    summary: 'The query has no recent data from any Prometheus.',
    description: `Prometheus may still run: check the page Stores of thanos-query and ${sources}.`,
  },
})

/**
 * Rules of the ruler, for what one Prometheus does not have: weeks of data, or the data of all replicas and clusters.
 * `abort` makes a rule fail if a source fails, instead of using partial data.
 */
export const globalRules = {
  groups: [
    {
      name: 'global-records',
      interval: '1m',
      partial_response_strategy: 'abort',
      rules: [
        {
          record: 'cluster:container_cpu_usage_seconds:rate5m',
          expr: 'sum by (cluster) (namespace:container_cpu_usage_seconds:rate5m)',
        },
        {
          record: 'cluster:container_memory_working_set_bytes:sum',
          expr: 'sum by (cluster) (namespace:container_memory_working_set_bytes:sum)',
        },
        {
          record: 'cluster:up:ratio',
          expr: 'avg by (cluster) (up)',
        },
      ],
    },
    {
      name: 'global-slow-records',
      // Each evaluation reads a week of samples, and a trend changes slowly. The interval must stay below five minutes: a query
      // finds a sample only for that time.
      interval: '3m',
      partial_response_strategy: 'abort',
      rules: [
        {
          record: 'cluster:apiserver_request_errors:ratio_avg7d',
          expr: 'avg by (cluster) (avg_over_time(apiserver_request:errors:ratio_rate5m[7d]))',
        },
        {
          record: 'cluster_namespace:container_memory_working_set_bytes:avg7d',
          expr: 'avg by (cluster, namespace) (avg_over_time(namespace:container_memory_working_set_bytes:sum[7d]))',
        },
      ],
    },
    {
      name: 'global-clusters',
      // Each evaluation reads a week of one series for each Prometheus.
      interval: '3m',
      partial_response_strategy: 'abort',
      rules: [
        {
          alert: 'ClusterStoppedReporting',
          // For a week, until the cluster reports again. A shorter range would resolve the alert although nothing is solved.
          expr: `
count by (cluster) (present_over_time(up{job="prometheus"}[7d]))
unless on (cluster)
count by (cluster) (up{job="prometheus"})`.trim(),
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('ClusterStoppedReporting'),
            summary: 'A cluster stopped reporting to the global view.',
            description:
              'The query has no recent data from any Prometheus of cluster {{ $labels.cluster }}. The alert ends after a week without data.',
          },
        },
      ],
    },
    {
      name: 'global',
      partial_response_strategy: 'abort',
      rules: [
        onlyWithout(agent, viewIsEmpty('the sidecars')),
        onlyWith(agent, viewIsEmpty('the receivers')),
        {
          alert: 'KubernetesApiWeekBelowTarget',
          expr: 'cluster:apiserver_request_errors:ratio_avg7d > 0.001',
          for: '1h',
          labels: { severity: 'info' },
          annotations: {
            runbook_url: runbookOf('KubernetesApiWeekBelowTarget'),
            summary: 'The API server was below its target of 99.9 % for a week.',
            description:
              'Over seven days {{ $value | humanizePercentage }} of the requests to the API server of cluster {{ $labels.cluster }} failed.',
          },
        },
        {
          alert: 'PersistentVolumeFillsUpThisWeek',
          expr: `
(
  kubelet_volume_stats_available_bytes{job="kubelet"} / kubelet_volume_stats_capacity_bytes{job="kubelet"} < 0.4
)
and
predict_linear(kubelet_volume_stats_available_bytes{job="kubelet"}[3d], 5 * 24 * 3600) < 0`.trim(),
          for: '6h',
          labels: { severity: 'info' },
          annotations: {
            runbook_url: runbookOf('PersistentVolumeFillsUpThisWeek'),
            summary: 'A volume will be full within five days.',
            description:
              '{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} in cluster {{ $labels.cluster }} has {{ $value | humanizePercentage }} left.',
          },
        },
      ],
    },
  ],
}
