// The files of rules that the ruler evaluates.
import { setting } from '@thanos-gitops/manifest'
import { alsoOnlyWith, alsoOnlyWithout, onlyWith } from '../component-names.ts'
import { alertmanagerRules } from './alertmanager.ts'
import { globalRules } from './global.ts'
import { kubeStateMetricsRules } from './kube-state-metrics.ts'
import { kubernetesRules } from './kubernetes.ts'
import { nodeExporterRules } from './node-exporter.ts'
import { prometheusRules, targetDown } from './prometheus.ts'
import { replicaRules } from './replicas.ts'
import { thanosRules } from './thanos.ts'
import { rulerWatchdogRules } from './watchdog.ts'

interface Rules {
  readonly groups: readonly object[]
}

/**
 * Rules about this cluster, for an environment in which no Prometheus has the samples of all targets. Their results have the label
 * that Prometheus would add. A shard without a pod has no address, so that the rules continue with the samples of the others.
 */
const ofCluster = ({ groups }: Rules): Rules => ({
  groups: groups.map((group) => ({
    ...group,
    partial_response_strategy: 'abort',
    labels: { cluster: setting('cluster') },
  })),
})

const instead = <T extends object>(rules: T): T => alsoOnlyWith('prometheus.rulesInRuler', rules)

/**
 * Rules about this stack, for an environment in which no Prometheus evaluates rules. `warn`: they report the sources of the query that
 * fail, so they must not fail with them. The groups keep their conditions.
 */
const ofStack = ({ groups }: Rules): Rules => ({
  groups: groups.map((group) =>
    Object.assign(alsoOnlyWith('prometheus.agent', group), {
      partial_response_strategy: 'warn',
      labels: { cluster: setting('cluster') },
    }),
  ),
})

const ofAgents = <T extends object>(rules: T): T => alsoOnlyWith('prometheus.agent', rules)

/** A Prometheus of prometheus-operator can evaluate these instead. */
const unlessMoved = <T extends object>(rules: T): T => alsoOnlyWithout('monitoring.rules', ofAgents(rules))

export const rulerFiles = {
  'alertmanager.yaml': unlessMoved(onlyWith('alertmanager', ofStack(alertmanagerRules))),
  'global.yaml': globalRules,
  'kube-state-metrics.yaml': instead(onlyWith('kube-state-metrics', ofCluster(kubeStateMetricsRules))),
  'kubernetes.yaml': instead(ofCluster(kubernetesRules)),
  'node-exporter.yaml': instead(onlyWith('node-exporter', ofCluster(nodeExporterRules))),
  'prometheus.yaml': unlessMoved(ofStack(prometheusRules)),
  'replicas.yaml': unlessMoved(ofStack(replicaRules)),
  'targets.yaml': instead(ofCluster({ groups: [{ name: 'targets', rules: [targetDown] }] })),
  'thanos.yaml': unlessMoved(ofStack(thanosRules)),
  'watchdog.yaml': ofAgents(onlyWith('alertmanager', ofStack(rulerWatchdogRules))),
}
