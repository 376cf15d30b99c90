// The files of rules that Prometheus evaluates. In agent mode, it reads none of them.
import { alsoOnlyWithout } from '../component-names.ts'
import { alertmanagerRules } from './alertmanager.ts'
import { kubeStateMetricsRules } from './kube-state-metrics.ts'
import { kubernetesRules } from './kubernetes.ts'
import { nodeExporterRules } from './node-exporter.ts'
import { prometheusRules } from './prometheus.ts'
import { replicaRules } from './replicas.ts'
import { thanosRules } from './thanos.ts'
import { watchdogRules } from './watchdog.ts'

/** A Prometheus of prometheus-operator can evaluate these instead. */
const unlessMoved = <T extends object>(rules: T): T => alsoOnlyWithout('monitoring.rules', rules)

/** The ruler evaluates these if no Prometheus has the samples of all targets: of-ruler.ts. */
const unlessDivided = <T extends object>(rules: T): T => alsoOnlyWithout('prometheus.rulesInRuler', rules)

export const ruleFiles = {
  'alertmanager.yaml': unlessMoved(alertmanagerRules),
  'kube-state-metrics.yaml': unlessDivided(kubeStateMetricsRules),
  'kubernetes.yaml': unlessDivided(kubernetesRules),
  'node-exporter.yaml': unlessDivided(nodeExporterRules),
  'prometheus.yaml': unlessMoved(prometheusRules),
  'replicas.yaml': unlessMoved(replicaRules),
  'thanos.yaml': unlessMoved(thanosRules),
  'watchdog.yaml': watchdogRules,
}
