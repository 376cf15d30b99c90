import { patterns } from './patterns.ts'
import type { Schema } from './schema.ts'

// Values that Kubernetes refuses although its OpenAPI document allows them: the document has types and most enums, and the bounds
// are in Go code. This table is maintained by hand. The generator merges it into the definitions and fails for a row that names no
// field. An enum adds its values to those of the document. The comments name the code in k8s.io/kubernetes v1.36. Rules that
// depend on other fields or on feature gates are not here.

type Bounds = Readonly<Record<string, Readonly<Record<string, Schema>>>>

const atLeast = (minimum: number): Schema => ({ minimum })
const between = (minimum: number, maximum: number): Schema => ({ minimum, maximum })
const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` })

const id = between(0, 2 ** 31 - 1)
const port = between(1, 65535)
const portOrNothing = between(0, 65535)
const portOrName: Schema = { ...port, pattern: patterns.portName, maxLength: 15 }
const fileMode = between(0, 0o777)
const dnsLabel: Schema = { pattern: patterns.dnsLabel, maxLength: 63 }
const labelValues: Schema = { additionalProperties: { type: 'string', pattern: patterns.labelValue, maxLength: 63 } }
// ValidatePositiveIntOrPercent and IsNotMoreThan100Percent.
const intOrPercent: Schema = { minimum: 0, pattern: patterns.percentage }
const intOrAtMost100Percent: Schema = { minimum: 0, pattern: patterns.percentageTo100 }
const nonNegativeQuantities: Schema = { additionalProperties: ref('NonNegativeQuantity') }
const oneOf = (...values: string[]): Schema => ({ enum: values })
// Optional fields whose empty string has the same effect as no value (pkg/apis/core/v1/defaults.go, and ValidateTolerations in
// core/validation). Helm charts write it.
const orEmpty = oneOf('')

export const bounds: Bounds = {
  // staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation
  'meta.v1.LabelSelector': { matchLabels: labelValues },
  'meta.v1.LabelSelectorRequirement': { operator: oneOf('DoesNotExist', 'Exists', 'In', 'NotIn') },
  'meta.v1.ObjectMeta': { labels: labelValues },

  // pkg/apis/apps/validation/validation.go
  'apps.v1.DaemonSetSpec': { minReadySeconds: atLeast(0), revisionHistoryLimit: atLeast(0) },
  'apps.v1.DeploymentSpec': {
    minReadySeconds: atLeast(0),
    progressDeadlineSeconds: atLeast(0),
    replicas: atLeast(0),
    revisionHistoryLimit: atLeast(0),
  },
  'apps.v1.ReplicaSetSpec': { minReadySeconds: atLeast(0), replicas: atLeast(0) },
  'apps.v1.RollingUpdateDaemonSet': { maxSurge: intOrAtMost100Percent, maxUnavailable: intOrAtMost100Percent },
  'apps.v1.RollingUpdateDeployment': { maxSurge: intOrPercent, maxUnavailable: intOrAtMost100Percent },
  'apps.v1.RollingUpdateStatefulSetStrategy': { maxUnavailable: intOrAtMost100Percent, partition: atLeast(0) },
  'apps.v1.StatefulSetOrdinals': { start: atLeast(0) },
  'apps.v1.StatefulSetSpec': { minReadySeconds: atLeast(0), replicas: atLeast(0) },

  // pkg/apis/autoscaling/validation/validation.go; minReplicas 0 is allowed with the feature HPAScaleToZero.
  'autoscaling.v1.HorizontalPodAutoscalerSpec': { maxReplicas: atLeast(1), minReplicas: atLeast(0) },
  'autoscaling.v2.HPAScalingPolicy': {
    periodSeconds: between(1, 1800),
    type: oneOf('Percent', 'Pods'),
    value: atLeast(1),
  },
  'autoscaling.v2.HPAScalingRules': {
    selectPolicy: oneOf('Disabled', 'Max', 'Min'),
    stabilizationWindowSeconds: between(0, 3600),
  },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': { maxReplicas: atLeast(1), minReplicas: atLeast(0) },
  'autoscaling.v2.MetricSpec': { type: oneOf('ContainerResource', 'External', 'Object', 'Pods', 'Resource') },
  'autoscaling.v2.MetricTarget': { type: oneOf('AverageValue', 'Utilization', 'Value') },

  // pkg/apis/batch/validation/validation.go
  'batch.v1.CronJobSpec': {
    failedJobsHistoryLimit: atLeast(0),
    startingDeadlineSeconds: atLeast(0),
    successfulJobsHistoryLimit: atLeast(0),
  },
  'batch.v1.JobSpec': {
    activeDeadlineSeconds: atLeast(0),
    backoffLimit: atLeast(0),
    backoffLimitPerIndex: atLeast(0),
    completions: atLeast(0),
    maxFailedIndexes: atLeast(0),
    parallelism: atLeast(0),
    ttlSecondsAfterFinished: atLeast(0),
  },

  // pkg/apis/core/validation/validation.go
  'core.v1.ClientIPConfig': { timeoutSeconds: between(1, 86400) },
  'core.v1.ConfigMapVolumeSource': { defaultMode: fileMode },
  'core.v1.Container': { imagePullPolicy: orEmpty, name: dnsLabel },
  'core.v1.ContainerPort': { containerPort: port, hostPort: portOrNothing },
  'core.v1.DownwardAPIVolumeFile': { mode: fileMode },
  'core.v1.DownwardAPIVolumeSource': { defaultMode: fileMode },
  'core.v1.EmptyDirVolumeSource': { sizeLimit: ref('NonNegativeQuantity') },
  'core.v1.GRPCAction': { port },
  'core.v1.HTTPGetAction': { port: portOrName },
  'core.v1.KeyToPath': { mode: fileMode },
  'core.v1.PersistentVolumeSpec': { capacity: { additionalProperties: ref('PositiveQuantity') } },
  'core.v1.PodSecurityContext': { fsGroup: id, runAsGroup: id, runAsUser: id },
  // terminationGracePeriodSeconds has no bound: the server accepts a negative one and replaces it by 1.
  'core.v1.PodSpec': { activeDeadlineSeconds: between(1, 2 ** 31 - 1) },
  'core.v1.PreferredSchedulingTerm': { weight: between(1, 100) },
  'core.v1.Probe': {
    failureThreshold: atLeast(0),
    initialDelaySeconds: atLeast(0),
    periodSeconds: atLeast(0),
    successThreshold: atLeast(0),
    terminationGracePeriodSeconds: atLeast(1),
    timeoutSeconds: atLeast(0),
  },
  'core.v1.ProjectedVolumeSource': { defaultMode: fileMode },
  'core.v1.ReplicationControllerSpec': { minReadySeconds: atLeast(0), replicas: atLeast(0) },
  'core.v1.ResourceQuotaSpec': { hard: nonNegativeQuantities },
  'core.v1.ResourceRequirements': { limits: nonNegativeQuantities, requests: nonNegativeQuantities },
  'core.v1.SecretVolumeSource': { defaultMode: fileMode },
  'core.v1.SecurityContext': { runAsGroup: id, runAsUser: id },
  'core.v1.ServiceAccountTokenProjection': { expirationSeconds: between(600, 2 ** 32) },
  // A targetPort of 0 or '' becomes the port (pkg/apis/core/v1/defaults.go).
  'core.v1.ServicePort': {
    name: dnsLabel,
    nodePort: portOrNothing,
    port,
    targetPort: { ...portOrNothing, pattern: patterns.portNameOrEmpty, maxLength: 15 },
  },
  'core.v1.TCPSocketAction': { port: portOrName },
  'core.v1.Toleration': { effect: orEmpty, operator: orEmpty },
  'core.v1.TopologySpreadConstraint': { maxSkew: atLeast(1), minDomains: atLeast(1) },
  'core.v1.Volume': { name: dnsLabel },
  // A claim's storage must be greater than zero (ValidatePersistentVolumeClaimSpec).
  'core.v1.VolumeResourceRequirements': {
    limits: nonNegativeQuantities,
    requests: { ...nonNegativeQuantities, properties: { storage: ref('PositiveQuantity') } },
  },
  'core.v1.WeightedPodAffinityTerm': { weight: between(1, 100) },

  // pkg/apis/networking/validation/validation.go
  'networking.v1.NetworkPolicyPort': { endPort: port, port: portOrName },
  'networking.v1.ServiceBackendPort': { number: port },

  // pkg/apis/policy/validation/validation.go
  'policy.v1.PodDisruptionBudgetSpec': { maxUnavailable: intOrAtMost100Percent, minAvailable: intOrAtMost100Percent },

  // pkg/apis/rbac/validation/validation.go
  'rbac.v1.RoleRef': { kind: oneOf('ClusterRole', 'Role') },
  'rbac.v1.Subject': { kind: oneOf('Group', 'ServiceAccount', 'User') },
}
