// The scrape jobs of Prometheus. Discovery uses EndpointSlices, because Kubernetes 1.33 deprecates Endpoints.
import { setting, settingValue } from '@thanos-gitops/manifest'
import { onlyWith } from './component-names.ts'
import { deployment as kubeStateMetrics, ports as kubeStateMetricsPorts } from './components/kube-state-metrics.ts'
import { daemonSet as nodeExporter, port as nodeExporterPort } from './components/node-exporter.ts'
import { scrapeTls } from './tls.ts'

const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount'
const token = { credentials_file: `${serviceAccountFolder}/token` }

const nodeName = { source_labels: ['__meta_kubernetes_node_name'], target_label: 'node' }
const podLabels = [
  { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
  { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
  { source_labels: ['__meta_kubernetes_pod_node_name'], target_label: 'node' },
]
const finishedPods = { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Failed|Succeeded', action: 'drop' }

/** The discovery of the pods of a workload. */
const podsOf = ({ metadata: { name, namespace } }: { metadata: { name: string; namespace: string } }) => ({
  role: 'pod',
  namespaces: { names: [namespace] },
  selectors: [{ role: 'pod', label: `app.kubernetes.io/name=${name}` }],
})

/** The conventional annotations prometheus.io/scrape, scheme, path and port of a pod or a service. */
const annotations = (of: 'pod' | 'service') => [
  { source_labels: [`__meta_kubernetes_${of}_annotation_prometheus_io_scrape`], regex: 'true', action: 'keep' },
  {
    source_labels: [`__meta_kubernetes_${of}_annotation_prometheus_io_scheme`],
    regex: '(https?)',
    target_label: '__scheme__',
  },
  {
    source_labels: [`__meta_kubernetes_${of}_annotation_prometheus_io_path`],
    regex: '(.+)',
    target_label: '__metrics_path__',
  },
  // The annotated port replaces the port of the address, which may be an IPv6 address in brackets.
  {
    source_labels: ['__address__', `__meta_kubernetes_${of}_annotation_prometheus_io_port`],
    regex: '(\\[.+\\]|[^:]+)(?::\\d+)?;(\\d+)',
    replacement: '$1:$2',
    target_label: '__address__',
  },
]

/**
 * The limits of all jobs. They are far above what Kubernetes and this stack export, because a job with more targets, and a scrape
 * with more or longer labels, gets no samples at all. A job can set a limit of its own.
 */
export const globalLimits = {
  // One job per node of the largest cluster that Kubernetes supports. PrometheusTargetsNearLimit fires at 80 %.
  target_limit: 5000,
  // The metrics of Kubernetes have at most some 20 labels. A program that writes a label for each field of a request has more.
  label_limit: 100,
  // The key of a Kubernetes label has at most 317 characters, and kube-state-metrics adds a prefix.
  label_name_length_limit: 512,
  // The longest values of Kubernetes are paths of cgroups and names of images, of some hundred bytes. Statements, stack traces
  // and URLs with their queries are longer: each value is in memory and in the index of the blocks.
  label_value_length_limit: 2048,
  // Discovery returns each port of each pod to the jobs with annotations. By default, all that they drop stay in memory.
  keep_dropped_targets: 500,
}

/** The limits per target of the jobs whose targets are programs of others, so that one target cannot fill the memory or the volume. */
const limitsOfOthers = {
  sample_limit: 50_000,
  // 50,000 samples have about 10 MB. Prometheus reads the whole response into memory before it counts the samples.
  body_size_limit: '25MB',
}

/**
 * The label cluster is an external label, with which sidecars replace one of the target itself. The clusters of Elasticsearch,
 * for example, keep their names in another label.
 */
const keepCluster = [
  { source_labels: ['cluster'], regex: '(.+)', target_label: 'exported_cluster' },
  { regex: 'cluster', action: 'labeldrop' },
]

/**
 * One shard of Prometheus scrapes a target, by a hash of its address. These are the last steps of a job: earlier ones may change the
 * address. Discovery finds all targets in each shard, and the others are dropped before they are scraped.
 */
const oneShard = [
  onlyWith('prometheus.shards', {
    source_labels: ['__address__'],
    modulus: settingValue<number>('prometheus.shardCount'),
    target_label: '__tmp_shard',
    action: 'hashmod',
  }),
  onlyWith('prometheus.shards', { source_labels: ['__tmp_shard'], regex: setting('shard.number'), action: 'keep' }),
]

/** How often Prometheus scrapes a target. */
export const scrapeInterval = '30s'

export const scrapeConfigs = [
  {
    // This stack. Containers have the names of jobs in the mixins: thanos-sidecar, thanos-store, prometheus. Each shard scrapes all of
    // it: these are few targets, and each Prometheus evaluates the rules about the stack, also when the others are down.
    job_name: 'thanos',
    scheme: onlyWith('tls', 'https'),
    tls_config: scrapeTls(),
    kubernetes_sd_configs: [
      {
        role: 'pod',
        namespaces: { names: [setting('namespace')] },
        selectors: [{ role: 'pod', label: 'app.kubernetes.io/part-of=thanos' }],
      },
    ],
    relabel_configs: [
      finishedPods,
      { source_labels: ['__meta_kubernetes_pod_container_port_name'], regex: 'http|web', action: 'keep' },
      // They read a certificate at their start only, and would serve it after its end.
      onlyWith('tls', {
        source_labels: ['__meta_kubernetes_pod_container_name'],
        regex: 'oauth2-proxy-.+',
        target_label: '__scheme__',
        replacement: 'http',
      }),
      { source_labels: ['__meta_kubernetes_pod_container_name'], target_label: 'job' },
      { source_labels: ['__meta_kubernetes_pod_container_name'], target_label: 'container' },
      ...podLabels,
    ],
  },
  onlyWith('kube-state-metrics', {
    // The objects, and the exporter itself at another port. Pods, namespaces and nodes in labels are those of the objects, so the
    // target has no such labels.
    job_name: 'kube-state-metrics',
    honor_labels: true,
    scheme: onlyWith('tls', 'https'),
    tls_config: scrapeTls(),
    kubernetes_sd_configs: [podsOf(kubeStateMetrics)],
    relabel_configs: [
      finishedPods,
      {
        source_labels: ['__meta_kubernetes_pod_container_port_name'],
        regex: Object.values(kubeStateMetricsPorts)
          .map(({ name }) => name)
          .join('|'),
        action: 'keep',
      },
      ...oneShard,
    ],
  }),
  onlyWith('node-exporter', {
    job_name: 'node-exporter',
    scheme: onlyWith('tls', 'https'),
    // Its certificate is self-signed.
    tls_config: onlyWith('tls', { insecure_skip_verify: true }),
    kubernetes_sd_configs: [podsOf(nodeExporter)],
    relabel_configs: [
      finishedPods,
      {
        source_labels: ['__meta_kubernetes_pod_container_port_name'],
        regex: nodeExporterPort.name,
        action: 'keep',
      },
      // The series continue when the pod of a node is replaced.
      { source_labels: ['__meta_kubernetes_pod_node_name'], target_label: 'instance' },
      { source_labels: ['__meta_kubernetes_pod_node_name'], target_label: 'node' },
      ...oneShard,
    ],
  }),
  {
    job_name: 'apiserver',
    scheme: 'https',
    authorization: token,
    // Prometheus connects to an IP address. This name is in the certificate of each API server.
    tls_config: { ca_file: `${serviceAccountFolder}/ca.crt`, server_name: 'kubernetes.default.svc' },
    kubernetes_sd_configs: [{ role: 'endpointslice', namespaces: { names: ['default'] } }],
    relabel_configs: [
      {
        source_labels: ['__meta_kubernetes_service_name', '__meta_kubernetes_endpointslice_port_name'],
        regex: 'kubernetes;https',
        action: 'keep',
      },
      ...oneShard,
    ],
    metric_relabel_configs: [
      // Tens of thousands of series that no rule uses.
      {
        source_labels: ['__name__'],
        regex: [
          'apiserver_(request_body_size_bytes|response_sizes|watch_events_sizes|watch_cache_read_wait_seconds)_bucket',
          'etcd_request_duration_seconds_bucket',
        ].join('|'),
        action: 'drop',
      },
    ],
  },
  {
    job_name: 'kubelet',
    scheme: 'https',
    authorization: token,
    // The certificates of most kubelets are self-signed.
    tls_config: { insecure_skip_verify: true },
    kubernetes_sd_configs: [{ role: 'node' }],
    relabel_configs: [nodeName, ...oneShard],
  },
  {
    job_name: 'cadvisor',
    scheme: 'https',
    metrics_path: '/metrics/cadvisor',
    authorization: token,
    tls_config: { insecure_skip_verify: true },
    // The samples of cAdvisor have timestamps. Without this setting a removed container would have fresh samples for
    // five minutes.
    track_timestamps_staleness: true,
    kubernetes_sd_configs: [{ role: 'node' }],
    relabel_configs: [nodeName, ...oneShard],
    metric_relabel_configs: [
      // Many series that no rule uses.
      {
        source_labels: ['__name__'],
        regex: [
          'container_(blkio_device_usage_total|file_descriptors|memory_failures_total|memory_mapped_file)',
          'container_(network_(tcp|udp).*|processes|sockets|tasks_state|threads|threads_max)',
        ].join('|'),
        action: 'drop',
      },
    ],
  },
  {
    job_name: 'annotated-pods',
    ...limitsOfOthers,
    kubernetes_sd_configs: [{ role: 'pod' }],
    relabel_configs: [
      finishedPods,
      { source_labels: ['__meta_kubernetes_pod_container_init'], regex: 'true', action: 'drop' },
      ...annotations('pod'),
      // Without a container label: with an annotated port, all containers of a pod become one target.
      ...podLabels,
      ...oneShard,
    ],
    metric_relabel_configs: keepCluster,
  },
  {
    job_name: 'annotated-services',
    ...limitsOfOthers,
    kubernetes_sd_configs: [{ role: 'endpointslice' }],
    relabel_configs: [
      // Discovery also returns ports of a pod that are not ports of the service.
      { source_labels: ['__meta_kubernetes_endpointslice_port'], regex: '\\d+', action: 'keep' },
      ...annotations('service'),
      ...podLabels,
      { source_labels: ['__meta_kubernetes_service_name'], target_label: 'service' },
      ...oneShard,
    ],
    metric_relabel_configs: keepCluster,
  },
]
