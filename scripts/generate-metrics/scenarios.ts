import type { Scenario } from './scenario.ts'
import { alertmanagerScenarios } from './scenarios-alertmanager.ts'
import { kubeStateMetricsScenarios, nodeExporterScenarios } from './scenarios-exporters.ts'
import { prometheusScenarios } from './scenarios-prometheus.ts'
import { thanosScenarios } from './scenarios-thanos.ts'

/** The runs of each program. */
export const scenarios: Readonly<Record<string, readonly Scenario[]>> = {
  alertmanager: alertmanagerScenarios,
  'kube-state-metrics': kubeStateMetricsScenarios,
  'node-exporter': nodeExporterScenarios,
  prometheus: prometheusScenarios,
  thanos: thanosScenarios,
}
