// The files of rules that Prometheus evaluates.
import { alertmanagerRules } from './alertmanager.ts'
import { kubeStateMetricsRules } from './kube-state-metrics.ts'
import { kubernetesRules } from './kubernetes.ts'
import { nodeExporterRules } from './node-exporter.ts'
import { prometheusRules } from './prometheus.ts'
import { replicaRules } from './replicas.ts'
import { thanosRules } from './thanos.ts'
import { watchdogRules } from './watchdog.ts'

export const ruleFiles = {
  'alertmanager.yaml': alertmanagerRules,
  'kube-state-metrics.yaml': kubeStateMetricsRules,
  'kubernetes.yaml': kubernetesRules,
  'node-exporter.yaml': nodeExporterRules,
  'prometheus.yaml': prometheusRules,
  'replicas.yaml': replicaRules,
  'thanos.yaml': thanosRules,
  'watchdog.yaml': watchdogRules,
}
