// The files of rules that the ruler evaluates.
import { setting } from '@thanos-gitops/manifest'
import { alsoOnlyWith, onlyWith } from '../component-names.ts'
import { globalRules } from './global.ts'
import { kubeStateMetricsRules } from './kube-state-metrics.ts'
import { kubernetesRules } from './kubernetes.ts'
import { nodeExporterRules } from './node-exporter.ts'
import { targetDown } from './prometheus.ts'

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

export const rulerFiles = {
  'global.yaml': globalRules,
  'kube-state-metrics.yaml': instead(onlyWith('kube-state-metrics', ofCluster(kubeStateMetricsRules))),
  'kubernetes.yaml': instead(ofCluster(kubernetesRules)),
  'node-exporter.yaml': instead(onlyWith('node-exporter', ofCluster(nodeExporterRules))),
  'targets.yaml': instead(ofCluster({ groups: [{ name: 'targets', rules: [targetDown] }] })),
}
