// Alerts for the objects of Kubernetes, from kube-state-metrics. The instance of kube-state-metrics changes when it restarts, so each
// query aggregates it away: otherwise the time that an alert waits would begin again.
import { setting } from '@thanos-gitops/manifest'
import { onlyWith } from '../component-names.ts'
import { startsInPod } from './kubernetes.ts'
import { runbookOf } from './runbook.ts'

const job = 'job="kube-state-metrics"'

/** Without matchers of its own, a metric of all objects. */
const series = (metric: string, matchers = '') => `${metric}{${matchers === '' ? job : `${job}, ${matchers}`}}`
const by = (labels: string, metric: string, matchers?: string) => `max by (${labels}) (${series(metric, matchers)})`

/** Workloads whose replicas ReplicasMissing counts, without this exporter: they would alert twice. */
const ownPods = 'pod=~"(alertmanager|prometheus|thanos-(query|query-frontend|receive|receive-router|rule|store))-.+"'
const ownWorkloads = (label: string) =>
  `namespace="${setting('namespace')}", ${label}=~"alertmanager|prometheus|thanos-(query|query-frontend|receive|receive-router|rule|store)"`

/** A rollout that advances is not stuck. */
const isUnchanged = (labels: string, metric: string, range: string) =>
  `max by (${labels}) (changes(${series(metric)}[${range}])) == 0`

/** Pods of a DaemonSet on nodes that are down are missing because of the nodes, about which other alerts are. */
const nodesDown = `(count(${by('node', 'kube_node_status_condition', 'condition="Ready", status="true"')} == 0) or vector(0))`

const deployment = 'namespace, deployment'
const statefulSet = 'namespace, statefulset'
const daemonSet = 'namespace, daemonset'
const autoscaler = 'namespace, horizontalpodautoscaler'
const quota = 'namespace, resourcequota, resource'

const isStuckDeployment = `${by(deployment, 'kube_deployment_status_condition', 'condition="Progressing", status="false"')} == 1`

/** Its pods have two revisions. */
const isUpdatedPartly = `
max by (${statefulSet}) (
  ${by(`${statefulSet}, revision`, 'kube_statefulset_status_current_revision')}
  unless
  ${by(`${statefulSet}, revision`, 'kube_statefulset_status_update_revision')}
)`.trim()

const notReconciled = (kind: string, labels: string, label: string) => ({
  alert: 'WorkloadNotReconciled',
  expr: `
${by(labels, `kube_${label}_status_observed_generation`)}
  !=
${by(labels, `kube_${label}_metadata_generation`)}`.trim(),
  for: '15m',
  labels: { severity: 'warning', kind },
  annotations: {
    runbook_url: runbookOf('WorkloadNotReconciled'),
    summary: `A change of a ${kind} has no effect.`,
    description: `The controller has not processed the newest version of ${kind} {{ $labels.namespace }}/{{ $labels.${label} }} for 15 minutes.`,
  },
})

const replicasMissing = (kind: string, label: string, expr: string) => ({
  alert: 'WorkloadReplicasMissing',
  expr: expr.trim(),
  for: '15m',
  labels: { severity: 'warning', kind },
  annotations: {
    runbook_url: runbookOf('WorkloadReplicasMissing'),
    summary: `Pods of a ${kind} are missing.`,
    description: `${kind} {{ $labels.namespace }}/{{ $labels.${label} }} lacks {{ $value }} pods that are ready.`,
  },
})

const rolloutStuck = (kind: string, label: string, expr: string) => ({
  alert: 'WorkloadRolloutStuck',
  expr: expr.trim(),
  for: '15m',
  labels: { severity: 'warning', kind },
  annotations: {
    runbook_url: runbookOf('WorkloadRolloutStuck'),
    summary: `The rollout of a ${kind} is stuck.`,
    description: `The rollout of ${kind} {{ $labels.namespace }}/{{ $labels.${label} }} has made no progress for 15 minutes.`,
  },
})

const usedShare = `
${by(quota, 'kube_resourcequota', 'type="used"')}
  /
(${by(quota, 'kube_resourcequota', 'type="hard"')} > 0)`.trim()

const readsFail = (operation: 'list' | 'watch') =>
  `
sum(rate(${series(`kube_state_metrics_${operation}_total`, 'result="error"')}[5m]))
  /
sum(rate(${series(`kube_state_metrics_${operation}_total`)}[5m]))
  > 0.01`.trim()

/** Rules for the metrics of kube-state-metrics, with those of the kubelets where both are needed. */
export const kubeStateMetricsRules = onlyWith('kube-state-metrics', {
  groups: [
    {
      name: 'kube-state-metrics',
      rules: [
        {
          alert: 'KubeStateMetricsIsDown',
          expr: `absent(up{${job}} == 1)`,
          for: '15m',
          labels: { severity: 'warning', job: 'kube-state-metrics' },
          annotations: {
            runbook_url: runbookOf('KubeStateMetricsIsDown'),
            summary: 'No kube-state-metrics is up.',
            description:
              'Prometheus could not scrape kube-state-metrics for 15 minutes. Alerts about workloads, jobs, quotas and nodes cannot fire.',
          },
        },
        {
          alert: 'KubeStateMetricsReadsFail',
          expr: `
${readsFail('list')}
or
${readsFail('watch')}`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('KubeStateMetricsReadsFail'),
            summary: 'kube-state-metrics cannot read objects.',
            description:
              '{{ $value | humanizePercentage }} of its requests to the API server fail. Its metrics may be missing or old.',
          },
        },
      ],
    },
    {
      name: 'kubernetes-workloads',
      rules: [
        {
          // Also containers that end before a scrape of cAdvisor. For the others, the rule in kubernetes.ts fires.
          alert: 'ContainerCrashLoops',
          expr: `
max by (namespace, pod, container) (max_over_time(${series('kube_pod_container_status_waiting_reason', 'reason="CrashLoopBackOff"')}[5m])) == 1
unless
${startsInPod('30m')} > 3`.trim(),
          for: '15m',
          // Two rules must not write the same series when one alert begins as the other one ends.
          labels: { severity: 'warning', reason: 'CrashLoopBackOff' },
          annotations: {
            runbook_url: runbookOf('ContainerCrashLoops'),
            summary: 'A container restarts repeatedly.',
            description:
              '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} has waited between its restarts (CrashLoopBackOff) for 15 minutes.',
          },
        },
        {
          // Pods of Jobs have alerts of their own, and pods that wait for a gate wait on purpose.
          alert: 'PodNotReady',
          expr: `
(
  ${by('namespace, pod', 'kube_pod_status_phase', 'phase=~"Pending|Unknown"')} == 1
  or
  (
    ${by('namespace, pod', 'kube_pod_status_phase', 'phase="Running"')} == 1
    and
    ${by('namespace, pod', 'kube_pod_status_ready', 'condition="true"')} == 0
  )
)
unless
${by('namespace, pod', 'kube_pod_owner', 'owner_kind="Job"')}
unless
${by('namespace, pod', 'kube_pod_status_reason', 'reason="SchedulingGated"')} == 1
unless
${by('namespace, pod', 'kube_pod_info', `namespace="${setting('namespace')}", ${ownPods}`)}`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PodNotReady'),
            summary: 'A pod is not ready.',
            description: '{{ $labels.namespace }}/{{ $labels.pod }} has not been ready for 15 minutes.',
          },
        },
        notReconciled('Deployment', deployment, 'deployment'),
        notReconciled('StatefulSet', statefulSet, 'statefulset'),
        notReconciled('DaemonSet', daemonSet, 'daemonset'),
        replicasMissing(
          'Deployment',
          'deployment',
          `
(
  ${by(deployment, 'kube_deployment_spec_replicas')}
    -
  ${by(deployment, 'kube_deployment_status_replicas_available')}
) > 0
and
${isUnchanged(deployment, 'kube_deployment_status_replicas_updated', '10m')}
unless
${isStuckDeployment}
unless
${by(deployment, 'kube_deployment_spec_replicas', ownWorkloads('deployment'))}`,
        ),
        replicasMissing(
          'StatefulSet',
          'statefulset',
          `
(
  ${by(statefulSet, 'kube_statefulset_replicas')}
    -
  ${by(statefulSet, 'kube_statefulset_status_replicas_ready')}
) > 0
and
${isUnchanged(statefulSet, 'kube_statefulset_status_replicas_updated', '10m')}
unless
${isUpdatedPartly}
unless
${by(statefulSet, 'kube_statefulset_replicas', ownWorkloads('statefulset'))}`,
        ),
        replicasMissing(
          'DaemonSet',
          'daemonset',
          `
(
  ${by(daemonSet, 'kube_daemonset_status_desired_number_scheduled')}
    -
  ${by(daemonSet, 'kube_daemonset_status_number_available')}
) > on () group_left () ${nodesDown}
and
${isUnchanged(daemonSet, 'kube_daemonset_status_updated_number_scheduled', '10m')}`,
        ),
        rolloutStuck('Deployment', 'deployment', isStuckDeployment),
        rolloutStuck(
          'StatefulSet',
          'statefulset',
          `
${isUpdatedPartly}
and
${by(statefulSet, 'kube_statefulset_replicas')} != ${by(statefulSet, 'kube_statefulset_status_replicas_updated')}
and
${isUnchanged(statefulSet, 'kube_statefulset_status_replicas_updated', '10m')}`,
        ),
        rolloutStuck(
          'DaemonSet',
          'daemonset',
          `
(
  ${by(daemonSet, 'kube_daemonset_status_desired_number_scheduled')}
    -
  ${by(daemonSet, 'kube_daemonset_status_updated_number_scheduled')}
) > on () group_left () ${nodesDown}
and
${isUnchanged(daemonSet, 'kube_daemonset_status_updated_number_scheduled', '10m')}`,
        ),
        {
          alert: 'DaemonSetPodsMisplaced',
          expr: `${by(daemonSet, 'kube_daemonset_status_number_misscheduled')} > 0`,
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('DaemonSetPodsMisplaced'),
            summary: 'Pods of a DaemonSet run on nodes that it does not select.',
            description:
              '{{ $value }} pods of DaemonSet {{ $labels.namespace }}/{{ $labels.daemonset }} run where they should not.',
          },
        },
        {
          alert: 'JobFailed',
          expr: `${by('namespace, job_name', 'kube_job_failed', 'condition="true"')} == 1`,
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('JobFailed'),
            summary: 'A Job failed.',
            description:
              'Job {{ $labels.namespace }}/{{ $labels.job_name }} failed. The alert resolves when the Job is deleted.',
          },
        },
        {
          alert: 'JobTakesLong',
          expr: `
time() - max by (namespace, job_name) (
  ${series('kube_job_status_start_time')} and ${series('kube_job_status_active')} > 0
) > 12 * 3600`.trim(),
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('JobTakesLong'),
            summary: 'A Job has run for half a day.',
            description:
              'Job {{ $labels.namespace }}/{{ $labels.job_name }} started {{ $value | humanizeDuration }} ago and is not complete.',
          },
        },
        {
          alert: 'JobPodDoesNotStart',
          expr: `
${by('namespace, pod, container, reason', 'kube_pod_container_status_waiting_reason', 'reason!="CrashLoopBackOff"')} == 1
and on (namespace, pod)
${by('namespace, pod', 'kube_pod_owner', 'owner_kind="Job"')}`.trim(),
          for: '1h',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('JobPodDoesNotStart'),
            summary: 'A pod of a Job does not start.',
            description:
              '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} has waited for an hour: {{ $labels.reason }}.',
          },
        },
        {
          alert: 'AutoscalerDoesNotScale',
          expr: `
${by(autoscaler, 'kube_horizontalpodautoscaler_status_desired_replicas')}
  !=
${by(autoscaler, 'kube_horizontalpodautoscaler_status_current_replicas')}
and
${isUnchanged(autoscaler, 'kube_horizontalpodautoscaler_status_current_replicas', '15m')}
and
${by(autoscaler, 'kube_horizontalpodautoscaler_status_current_replicas')}
  >
${by(autoscaler, 'kube_horizontalpodautoscaler_spec_min_replicas')}
and
${by(autoscaler, 'kube_horizontalpodautoscaler_status_current_replicas')}
  <
${by(autoscaler, 'kube_horizontalpodautoscaler_spec_max_replicas')}`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('AutoscalerDoesNotScale'),
            summary: 'An autoscaler does not reach the number of replicas that it wants.',
            description:
              'HorizontalPodAutoscaler {{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has wanted {{ $value }} replicas for 15 minutes.',
          },
        },
        {
          alert: 'AutoscalerAtMaximum',
          expr: `
${by(autoscaler, 'kube_horizontalpodautoscaler_status_current_replicas')}
  ==
(
  ${by(autoscaler, 'kube_horizontalpodautoscaler_spec_max_replicas')}
    !=
  ${by(autoscaler, 'kube_horizontalpodautoscaler_spec_min_replicas')}
)`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('AutoscalerAtMaximum'),
            summary: 'An autoscaler has reached its maximum.',
            description:
              'HorizontalPodAutoscaler {{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has had its maximum of {{ $value }} replicas for 15 minutes.',
          },
        },
        {
          alert: 'DisruptionBudgetNotMet',
          expr: `
${by('namespace, poddisruptionbudget', 'kube_poddisruptionbudget_status_desired_healthy')}
  -
${by('namespace, poddisruptionbudget', 'kube_poddisruptionbudget_status_current_healthy')}
  > 0`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('DisruptionBudgetNotMet'),
            summary: 'Fewer pods are healthy than a disruption budget requires.',
            description:
              'PodDisruptionBudget {{ $labels.namespace }}/{{ $labels.poddisruptionbudget }} lacks {{ $value }} healthy pods. The nodes of its pods may not be drained.',
          },
        },
      ],
    },
    {
      name: 'kubernetes-quotas',
      rules: [
        {
          alert: 'QuotaAlmostFull',
          expr: `0.9 < ${usedShare} < 1`,
          for: '15m',
          labels: { severity: 'info' },
          annotations: {
            runbook_url: runbookOf('QuotaAlmostFull'),
            summary: 'A quota is almost full.',
            description:
              '{{ $labels.namespace }} uses {{ $value | humanizePercentage }} of {{ $labels.resource }} in ResourceQuota {{ $labels.resourcequota }}.',
          },
        },
        {
          alert: 'QuotaFull',
          expr: `${usedShare} == 1`,
          for: '15m',
          labels: { severity: 'info' },
          annotations: {
            runbook_url: runbookOf('QuotaFull'),
            summary: 'A quota is full.',
            description:
              '{{ $labels.namespace }} uses all of {{ $labels.resource }} in ResourceQuota {{ $labels.resourcequota }}. The API server refuses more.',
          },
        },
        {
          alert: 'QuotaExceeded',
          expr: `${usedShare} > 1`,
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('QuotaExceeded'),
            summary: 'A quota is exceeded.',
            description:
              '{{ $labels.namespace }} uses {{ $value | humanizePercentage }} of {{ $labels.resource }} in ResourceQuota {{ $labels.resourcequota }}. Pods that end are not replaced.',
          },
        },
        {
          // Without the largest node. A cluster with one node never has room for its pods elsewhere.
          alert: 'NodeFailureNotTolerated',
          expr: `
sum by (resource) (
  ${by('namespace, pod, container, resource', 'kube_pod_container_resource_requests', 'resource=~"cpu|memory"')}
    * on (namespace, pod) group_left ()
  ${by('namespace, pod', 'kube_pod_status_phase', 'phase=~"Pending|Running"')}
)
  >
(
  (
    sum by (resource) (${by('node, resource', 'kube_node_status_allocatable', 'resource=~"cpu|memory"')})
      -
    max by (resource) (${by('node, resource', 'kube_node_status_allocatable', 'resource=~"cpu|memory"')})
  ) > 0
)`.trim(),
          for: '1h',
          labels: { severity: 'info' },
          annotations: {
            runbook_url: runbookOf('NodeFailureNotTolerated'),
            summary: 'The pods of the cluster have no room when its largest node fails.',
            description: 'The requests for {{ $labels.resource }} exceed what the other nodes have.',
          },
        },
      ],
    },
    {
      name: 'kubernetes-nodes',
      rules: [
        {
          alert: 'NodeNotReady',
          expr: `
${by('node', 'kube_node_status_condition', 'condition="Ready", status="false"')} == 1
and
${by('node', 'kube_node_spec_unschedulable')} == 0`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('NodeNotReady'),
            summary: 'A node is not ready.',
            description: 'The kubelet of node {{ $labels.node }} has reported for 15 minutes that it is not ready.',
          },
        },
        {
          // Autoscalers and providers announce that they remove a node by a taint.
          alert: 'NodeUnreachable',
          expr: `
${by('node', 'kube_node_spec_taint', 'key="node.kubernetes.io/unreachable", effect="NoSchedule"')} == 1
unless
${by('node', 'kube_node_spec_taint', 'key=~"ToBeDeletedByClusterAutoscaler|cloud.google.com/impending-node-termination|aws-node-termination-handler/spot-itn"')}`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('NodeUnreachable'),
            summary: 'A node is unreachable.',
            description:
              'The kubelet of node {{ $labels.node }} has not reported to the API server for 15 minutes. Its pods are replaced on other nodes.',
          },
        },
        {
          alert: 'NodeReadinessFlaps',
          expr: `
sum by (node) (changes(${series('kube_node_status_condition', 'condition="Ready", status="true"')}[15m])) > 2
and
${by('node', 'kube_node_spec_unschedulable')} == 0`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('NodeReadinessFlaps'),
            summary: 'A node is ready and not ready by turns.',
            description: 'The readiness of node {{ $labels.node }} has changed {{ $value }} times in 15 minutes.',
          },
        },
        {
          alert: 'NodeUnderPressure',
          expr: `
${by('node, condition', 'kube_node_status_condition', 'condition=~"(Memory|Disk|PID)Pressure", status="true"')} == 1
and on (node)
${by('node', 'kube_node_spec_unschedulable')} == 0`.trim(),
          for: '10m',
          labels: { severity: 'info' },
          annotations: {
            runbook_url: runbookOf('NodeUnderPressure'),
            summary: 'A node lacks memory, disk or process numbers.',
            description:
              'Node {{ $labels.node }} has had the condition {{ $labels.condition }} for ten minutes. The kubelet evicts pods.',
          },
        },
        {
          // A node with room for one pod exists only for this pod.
          alert: 'NodeHasTooManyPods',
          expr: `
max by (node) (kubelet_running_pods{job="kubelet"})
  /
(${by('node', 'kube_node_status_capacity', 'resource="pods"')} > 1)
  > 0.95`.trim(),
          for: '15m',
          labels: { severity: 'info' },
          annotations: {
            runbook_url: runbookOf('NodeHasTooManyPods'),
            summary: 'A node has almost no room for another pod.',
            description: 'Node {{ $labels.node }} runs {{ $value | humanizePercentage }} of the pods that it can run.',
          },
        },
        {
          alert: 'PersistentVolumeNotUsable',
          expr: `${by('persistentvolume, phase', 'kube_persistentvolume_status_phase', 'phase=~"Failed|Pending"')} == 1`,
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('PersistentVolumeNotUsable'),
            summary: 'A persistent volume is not usable.',
            description: 'PersistentVolume {{ $labels.persistentvolume }} has been {{ $labels.phase }} for 15 minutes.',
          },
        },
      ],
    },
  ],
})
