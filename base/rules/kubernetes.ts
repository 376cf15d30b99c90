import { runbookOf } from './runbook.ts'

/** How often a container was started in the same pod. Each start has an `id` of its own, which contains the pod's UID. */
export const startsInPod = (range: string) =>
  `
max by (namespace, pod, container) (
  count by (namespace, pod, container, uid) (
    label_replace(
      present_over_time(container_start_time_seconds{job="cadvisor", container!=""}[${range}]),
      "uid", "$1", "id", ".*pod([0-9a-f_-]{32,36}).*"
    )
  )
)`.trim()

/** The share of a volume that is free. Several pods on several nodes can mount one claim. */
const freeShare = (free: string, total: string) =>
  `
min by (namespace, persistentvolumeclaim) (
  kubelet_volume_stats_${free}{job="kubelet"} / (kubelet_volume_stats_${total}{job="kubelet"} > 0)
)`.trim()

/** A volume that nothing has written for a day is read-only, or its state is known. */
const changesInADay = (free: string) =>
  `max by (namespace, persistentvolumeclaim) (changes(kubelet_volume_stats_${free}{job="kubelet"}[1d])) > 0`

const isUsedUpInADay = (free: string) =>
  `min by (namespace, persistentvolumeclaim) (predict_linear(kubelet_volume_stats_${free}{job="kubelet"}[6h], 24 * 3600)) < 0`

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
          labels: { severity: 'critical', job: 'apiserver' },
          annotations: {
            runbook_url: runbookOf('KubernetesApiIsDown'),
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
            runbook_url: runbookOf('KubernetesApiErrors'),
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
            runbook_url: runbookOf('KubeletIsDown'),
            summary: 'A kubelet does not answer.',
            description: 'Prometheus could not scrape the kubelet of node {{ $labels.node }} for 15 minutes.',
          },
        },
        {
          alert: 'KubeletsAreDown',
          expr: 'absent(up{job="kubelet"} == 1)',
          for: '10m',
          labels: { severity: 'critical', job: 'kubelet' },
          annotations: {
            runbook_url: runbookOf('KubeletsAreDown'),
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
            runbook_url: runbookOf('NodeMemoryAlmostFull'),
            summary: 'A node is almost out of memory.',
            description:
              '{{ $value | humanizePercentage }} of the memory of node {{ $labels.node }} is in use. The kubelet will evict pods soon.',
          },
        },
        {
          alert: 'ContainerOutOfMemory',
          // The counter of a killed container disappears with it, often before the next scrape. A container that used nearly all
          // of its memory and was started again in the same pod ran out of it as well.
          expr: `
sum by (namespace, pod, container) (increase(container_oom_events_total{job="cadvisor", container!=""}[10m])) > 0
or
(
  max by (namespace, pod, container) (max_over_time(container_memory_working_set_bytes{job="cadvisor", container!=""}[10m]))
    /
  max by (namespace, pod, container) (max_over_time(container_spec_memory_limit_bytes{job="cadvisor", container!=""}[10m]) > 0)
    > 0.9
)
and
${startsInPod('10m')} > 1`.trim(),
          // The event itself is the alert: a longer delay could outlast the window.
          for: '1m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ContainerOutOfMemory'),
            summary: 'A container ran out of memory.',
            description:
              '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} reached its memory limit in the last ten minutes.',
          },
        },
        {
          alert: 'ContainerCrashLoops',
          expr: `${startsInPod('30m')} > 3`,
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ContainerCrashLoops'),
            summary: 'A container restarts repeatedly.',
            description:
              '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} has started {{ $value }} times in 30 minutes.',
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
            runbook_url: runbookOf('ContainerCpuThrottled'),
            summary: 'The CPU of a container is throttled.',
            description:
              '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} is throttled in {{ $value | humanizePercentage }} of its periods.',
          },
        },
        {
          alert: 'KubernetesApiRejectsRequests',
          expr: `
sum(rate(apiserver_request_terminations_total{job="apiserver"}[10m]))
  /
(sum(rate(apiserver_request_total{job="apiserver"}[10m])) + sum(rate(apiserver_request_terminations_total{job="apiserver"}[10m])))
  > 0.2`.trim(),
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('KubernetesApiRejectsRequests'),
            summary: 'The API server rejects requests to protect itself.',
            description: '{{ $value | humanizePercentage }} of the requests were ended before they were served.',
          },
        },
        {
          alert: 'KubernetesAggregatedApiIsDown',
          expr: 'max by (name) (avg_over_time(aggregator_unavailable_apiservice{job="apiserver"}[10m])) > 0.15',
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('KubernetesAggregatedApiIsDown'),
            summary: 'An aggregated API is not available.',
            description:
              '{{ $labels.name }} was not available for {{ $value | humanizePercentage }} of the last ten minutes.',
          },
        },
        {
          alert: 'KubernetesAggregatedApiErrors',
          expr: 'sum by (name, reason) (increase(aggregator_unavailable_apiservice_total{job="apiserver"}[5m])) > 0',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('KubernetesAggregatedApiErrors'),
            summary: 'An aggregated API fails repeatedly.',
            description: 'The API server finds {{ $labels.name }} not available: {{ $labels.reason }}.',
          },
        },
        {
          alert: 'KubernetesClientErrors',
          expr: `
sum by (job, instance) (rate(rest_client_requests_total{job=~"apiserver|kubelet", code=~"5.."}[5m]))
  /
sum by (job, instance) (rate(rest_client_requests_total{job=~"apiserver|kubelet"}[5m]))
  > 0.01`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('KubernetesClientErrors'),
            summary: 'Requests of a Kubernetes component to the API server fail.',
            description:
              '{{ $value | humanizePercentage }} of the requests of {{ $labels.job }} at {{ $labels.instance }} fail.',
          },
        },
        {
          alert: 'KubernetesVersionsDiffer',
          expr: 'count(count by (major, minor) (kubernetes_build_info{job=~"apiserver|kubelet"})) > 1',
          for: '1d',
          labels: { severity: 'info' },
          annotations: {
            runbook_url: runbookOf('KubernetesVersionsDiffer'),
            summary: 'API servers and kubelets have different versions.',
            description:
              '{{ $value }} minor versions of Kubernetes have run for a day. Finish the upgrade of the nodes.',
          },
        },
        {
          alert: 'KubeletPlegIsSlow',
          expr: 'histogram_quantile(0.99, sum by (node, le) (rate(kubelet_pleg_relist_duration_seconds_bucket{job="kubelet"}[5m]))) >= 10',
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('KubeletPlegIsSlow'),
            summary: 'A kubelet needs long to list its containers.',
            description:
              'One in a hundred lists of node {{ $labels.node }} takes {{ $value | humanizeDuration }}. The node can become NotReady.',
          },
        },
        {
          alert: 'KubeletStartsPodsSlowly',
          expr: 'histogram_quantile(0.99, sum by (node, le) (rate(kubelet_pod_worker_duration_seconds_bucket{job="kubelet"}[5m]))) > 60',
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('KubeletStartsPodsSlowly'),
            summary: 'A kubelet starts pods slowly.',
            description:
              'One in a hundred syncs of a pod on node {{ $labels.node }} takes {{ $value | humanizeDuration }}.',
          },
        },
        {
          alert: 'KubeletCertificateRenewalFails',
          expr: `
sum by (node) (increase(kubelet_server_expiration_renew_errors{job="kubelet"}[15m])) > 0
or
sum by (node) (increase(kubelet_certificate_manager_client_expiration_renew_errors{job="kubelet"}[15m])) > 0`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('KubeletCertificateRenewalFails'),
            summary: 'A kubelet cannot renew its certificate.',
            description:
              'The certificate of node {{ $labels.node }} is not renewed. When it expires, the node becomes NotReady.',
          },
        },
        {
          alert: 'KubeletEvictsPods',
          expr: 'sum by (node, eviction_signal) (increase(kubelet_evictions{job="kubelet"}[15m])) > 0',
          for: '0s',
          labels: { severity: 'info' },
          annotations: {
            runbook_url: runbookOf('KubeletEvictsPods'),
            summary: 'A node evicts pods.',
            description:
              'Node {{ $labels.node }} evicted {{ printf "%.0f" $value }} pods in 15 minutes because of {{ $labels.eviction_signal }}.',
          },
        },
        {
          alert: 'KubeletCertificateExpires',
          // By a pattern of names: `or` returns only the first of two series with equal labels.
          expr: `
min by (node) ({__name__=~"kubelet_certificate_manager_(client|server)_ttl_seconds", job="kubelet"}) < 7 * 24 * 3600`.trim(),
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('KubeletCertificateExpires'),
            summary: 'A certificate of a kubelet expires.',
            description: 'A certificate of node {{ $labels.node }} expires in {{ $value | humanizeDuration }}.',
          },
        },
        {
          alert: 'KubernetesClientCertificateExpires',
          expr: `
histogram_quantile(0.01, sum by (le) (rate(apiserver_client_certificate_expiration_seconds_bucket{job="apiserver"}[5m]))) < 7 * 24 * 3600`.trim(),
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('KubernetesClientCertificateExpires'),
            summary: 'A client certificate of the API server expires.',
            description:
              'A certificate with which a client authenticates expires within {{ $value | humanizeDuration }}.',
          },
        },
      ],
    },
    {
      name: 'kubernetes-volumes',
      // Each evaluation reads a day of samples of each volume.
      interval: '2m',
      rules: [
        {
          alert: 'PersistentVolumeAlmostFull',
          expr: `
${freeShare('available_bytes', 'capacity_bytes')} < 0.05
and
${changesInADay('available_bytes')}`.trim(),
          for: '5m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('PersistentVolumeAlmostFull'),
            summary: 'A volume is almost full.',
            description:
              '{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left.',
          },
        },
        {
          alert: 'PersistentVolumeFillsUp',
          expr: `
${freeShare('available_bytes', 'capacity_bytes')} < 0.2
and
${isUsedUpInADay('available_bytes')}`.trim(),
          for: '1h',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PersistentVolumeFillsUp'),
            summary: 'A volume will be full within a day.',
            description:
              '{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left and will be full within a day at the current rate.',
          },
        },
        {
          alert: 'PersistentVolumeInodesAlmostUsedUp',
          expr: `
${freeShare('inodes_free', 'inodes')} < 0.05
and
${changesInADay('inodes_free')}`.trim(),
          for: '5m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('PersistentVolumeInodesAlmostUsedUp'),
            summary: 'A volume is almost out of inodes.',
            description:
              '{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} can hold {{ $value | humanizePercentage }} more files. Then no file can be created, although space is left.',
          },
        },
        {
          alert: 'PersistentVolumeInodesUsedUpSoon',
          expr: `
${freeShare('inodes_free', 'inodes')} < 0.2
and
${isUsedUpInADay('inodes_free')}`.trim(),
          for: '1h',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PersistentVolumeInodesUsedUpSoon'),
            summary: 'A volume will be out of inodes within a day.',
            description:
              '{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} of its inodes left and will have none within a day at the current rate.',
          },
        },
      ],
    },
  ],
}
