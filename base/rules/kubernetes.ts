/** Rules for the metrics of the API server, the kubelets and cAdvisor. */
export const kubernetesRules = {
  groups: [
    {
      name: 'kubernetes-records',
      rules: [
        {
          record: 'namespace:container_cpu_usage_seconds:rate5m',
          expr: 'sum by (namespace) (rate(container_cpu_usage_seconds_total{job="cadvisor", container!=""}[5m]))',
        },
        {
          record: 'namespace:container_memory_working_set_bytes:sum',
          expr: 'sum by (namespace) (container_memory_working_set_bytes{job="cadvisor", container!=""})',
        },
        {
          record: 'node:memory_used:ratio',
          expr: `
sum by (node) (container_memory_working_set_bytes{job="cadvisor", id="/"})
  /
sum by (node) (machine_memory_bytes{job="cadvisor"})`.trim(),
        },
        {
          record: 'apiserver_request:errors:ratio_rate5m',
          expr: `
sum(rate(apiserver_request_total{job="apiserver", code=~"5.."}[5m]))
  /
sum(rate(apiserver_request_total{job="apiserver"}[5m]))`.trim(),
        },
      ],
    },
    {
      name: 'kubernetes',
      rules: [
        {
          alert: 'KubernetesApiIsDown',
          expr: 'absent(up{job="apiserver"} == 1)',
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'No API server can be scraped.',
            description: 'Prometheus could not scrape any target of the job apiserver for ten minutes.',
          },
        },
        {
          alert: 'KubernetesApiErrors',
          expr: 'apiserver_request:errors:ratio_rate5m > 0.03',
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'The API server returns errors.',
            description: '{{ $value | humanizePercentage }} of all requests to the API server fail with a 5xx status.',
          },
        },
        {
          alert: 'KubeletIsDown',
          expr: 'up{job="kubelet"} == 0',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            summary: 'A kubelet does not answer.',
            description: 'Prometheus could not scrape the kubelet of node {{ $labels.node }} for 15 minutes.',
          },
        },
        {
          alert: 'KubeletsAreDown',
          expr: 'absent(up{job="kubelet"} == 1)',
          for: '10m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'No kubelet answers.',
            description:
              'Prometheus may not have the permission to read nodes/metrics, or the nodes refuse its connections.',
          },
        },
        {
          alert: 'NodeMemoryAlmostFull',
          expr: 'node:memory_used:ratio > 0.95',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            summary: 'A node is almost out of memory.',
            description:
              '{{ $value | humanizePercentage }} of the memory of node {{ $labels.node }} is in use. The kubelet will evict pods soon.',
          },
        },
        {
          alert: 'ContainerOutOfMemory',
          expr: 'sum by (namespace, pod, container) (increase(container_oom_events_total{job="cadvisor", container!=""}[10m])) > 0',
          // The event itself is the alert. With a delay the event could leave the window.
          for: '0s',
          labels: { severity: 'warning' },
          annotations: {
            summary: 'A container ran out of memory.',
            description:
              '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} reached its memory limit in the last ten minutes.',
          },
        },
        {
          alert: 'ContainerCpuThrottled',
          expr: `
sum by (namespace, pod, container) (increase(container_cpu_cfs_throttled_periods_total{job="cadvisor", container!=""}[5m]))
  /
sum by (namespace, pod, container) (increase(container_cpu_cfs_periods_total{job="cadvisor", container!=""}[5m]))
  > 0.5`.trim(),
          for: '30m',
          labels: { severity: 'info' },
          annotations: {
            summary: 'The CPU of a container is throttled.',
            description:
              '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} is throttled in {{ $value | humanizePercentage }} of its periods.',
          },
        },
        {
          alert: 'PersistentVolumeAlmostFull',
          expr: 'kubelet_volume_stats_available_bytes{job="kubelet"} / kubelet_volume_stats_capacity_bytes{job="kubelet"} < 0.05',
          for: '5m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'A volume is almost full.',
            description:
              '{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left.',
          },
        },
        {
          alert: 'PersistentVolumeFillsUp',
          expr: `
(
  kubelet_volume_stats_available_bytes{job="kubelet"} / kubelet_volume_stats_capacity_bytes{job="kubelet"} < 0.2
)
and
predict_linear(kubelet_volume_stats_available_bytes{job="kubelet"}[6h], 24 * 3600) < 0`.trim(),
          for: '1h',
          labels: { severity: 'warning' },
          annotations: {
            summary: 'A volume will be full within a day.',
            description:
              '{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left and will be full within a day at the current rate.',
          },
        },
      ],
    },
  ],
}
