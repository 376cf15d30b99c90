// Objects of prometheus-operator, for a cluster that has it: the operator's Prometheus scrapes this stack, and evaluates its rules if
// `monitoring.rules` is set. `monitoring` in environment.yaml names the labels by which it selects them: operator.md.
import { defineComponent, setting, settingValue } from '@thanos-gitops/manifest'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import { alsoOnlyWith, onlyWith } from '../component-names.ts'
import { labelsOf } from '../labels.ts'
import { alertmanagerRules } from '../rules/alertmanager.ts'
import { prometheusRules as ofPrometheus } from '../rules/prometheus.ts'
import { replicaRules } from '../rules/replicas.ts'
import { thanosRules } from '../rules/thanos.ts'
import { scrapeInterval } from '../scrape.ts'
import { monitorTls } from '../tls.ts'

const name = 'operator-monitors'
const namespace = setting('namespace')
const labels = settingValue<Record<string, string>>('monitoring.labels', labelsOf(name, 'monitoring'))
const podsOfStack = { matchLabels: { 'app.kubernetes.io/part-of': 'thanos' } }

const relabelings = [
  // Containers have the names of jobs in the rules and dashboards: thanos-store, prometheus.
  { sourceLabels: ['__meta_kubernetes_pod_container_name'], targetLabel: 'job' },
  { sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' },
  // As in the series of the stack's own Prometheus, where it is an external label.
  { targetLabel: 'cluster', replacement: setting('cluster') },
]

/** They read a certificate at their start only. */
const pagesInPlainText = onlyWith('tls', {
  sourceLabels: ['__meta_kubernetes_pod_container_name'],
  regex: 'oauth2-proxy-.+',
  targetLabel: '__scheme__',
  replacement: 'http',
})

const endpoint = { interval: scrapeInterval, scheme: onlyWith('tls', 'https') }

export const podMonitor = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: 'thanos', namespace, labels },
  spec: {
    selector: podsOfStack,
    podMetricsEndpoints: [
      { ...endpoint, port: 'http', tlsConfig: monitorTls(), relabelings: [...relabelings, pagesInPlainText] },
      { ...endpoint, port: 'web', tlsConfig: monitorTls(), relabelings },
    ],
  },
}

const rulesOf = (file: string, { groups }: { readonly groups: readonly object[] }) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: `thanos-${file}`, namespace, labels },
  spec: { groups },
})

/** The rules about this stack. Those about the cluster stay with its own Prometheus. */
export const prometheusRules = [
  alsoOnlyWith('monitoring.rules', onlyWith('alertmanager', rulesOf('alertmanager', alertmanagerRules))),
  onlyWith('monitoring.rules', rulesOf('prometheus', ofPrometheus)),
  onlyWith('monitoring.rules', rulesOf('replicas', replicaRules)),
  onlyWith('monitoring.rules', rulesOf('thanos', thanosRules)),
]

export const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace, labels: labelsOf(name, 'monitoring') },
  spec: {
    podSelector: podsOfStack,
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': setting('monitoring.namespace') } },
            // The label that the operator gives the pods of a Prometheus.
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
          },
        ],
        ports: [{ port: 'http' }, { port: 'web' }],
      },
    ],
  },
} satisfies INetworkPolicy

export default defineComponent(name, [podMonitor, ...prometheusRules, networkPolicy])
