import { onlyWith } from '../component-names.ts'

/**
 * The ruler's: what one Prometheus cannot know. It keeps a day and sees itself; these look at weeks, or at whether data of
 * the whole stack still arrives. A failing source must fail the rule and not make it true or silent, hence `abort`.
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
      // A week of samples each time: often enough for a trend.
      interval: '15m',
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
      name: 'global',
      partial_response_strategy: 'abort',
      rules: [
        onlyWith('alertmanager', {
          alert: 'Watchdog',
          expr: 'vector(1)',
          for: '0s',
          labels: { severity: 'none' },
          annotations: {
            summary: 'The way from the ruler to Alertmanager works.',
            description: 'Always firing. Route it to a service that raises the alarm when it stops to arrive.',
          },
        }),
        {
          alert: 'GlobalViewIsEmpty',
          expr: 'absent(up{job="prometheus"})',
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'The query finds no fresh data of any Prometheus.',
            description: 'Prometheus may well run: look at the page Stores of thanos-query and at the sidecars.',
          },
        },
        {
          alert: 'ClusterStoppedReporting',
          expr: `
count by (cluster) (count_over_time(up{job="prometheus"}[6h]))
unless on (cluster)
count by (cluster) (up{job="prometheus"})`.trim(),
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'A cluster that was there today is gone from the global view.',
            description:
              'No Prometheus of cluster {{ $labels.cluster }} has answered the query for the last five minutes.',
          },
        },
        {
          alert: 'KubernetesApiWeekBelowTarget',
          expr: 'cluster:apiserver_request_errors:ratio_avg7d > 0.001',
          for: '1h',
          labels: { severity: 'info' },
          annotations: {
            summary: 'The API server misses 99.9 % over a week.',
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
            summary: 'A volume will be full within five days.',
            description:
              '{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} in cluster {{ $labels.cluster }} has {{ $value | humanizePercentage }} left.',
          },
        },
      ],
    },
  ],
}
