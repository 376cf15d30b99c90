import { isObject, type Json } from '@thanos-gitops/manifest'
import { barePodSpec, template } from './pod.ts'
import type { GoStruct, StructRules } from './struct-rules.ts'

export { fillDefaults, type GoStruct, type StructRules } from './struct-rules.ts'

// pkg/apis/{apps,batch,core,networking,rbac,scheduling,storage}/v1/defaults.go and autoscaling/v2 of Kubernetes 1.36.

const claimSpec: StructRules = { defaults: { volumeMode: 'Filesystem' }, empty: ['resources'] }

const isRolling = ({ type }: GoStruct): boolean => type === undefined || type === '' || type === 'RollingUpdate'
const rollingUpdate = (defaults: Readonly<Record<string, Json>>): StructRules => ({
  defaults: { type: 'RollingUpdate', rollingUpdate: (fields) => (isRolling(fields) ? {} : undefined) },
  fields: { rollingUpdate: { defaults } },
})

const jobSpec: StructRules = {
  defaults: {
    completions: ({ parallelism }) => (parallelism === undefined ? 1 : undefined),
    parallelism: 1,
    backoffLimit: ({ backoffLimitPerIndex }) => (backoffLimitPerIndex === undefined ? 6 : 2 ** 31 - 1),
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: ({ podFailurePolicy }) => (podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed'),
    manualSelector: false,
  },
  fields: { template },
}

const isExposed = (fields: GoStruct): boolean =>
  fields.type === 'NodePort' || fields.type === 'LoadBalancer' || fields.externalIPs !== undefined

const roleRef: StructRules = { defaults: { apiGroup: 'rbac.authorization.k8s.io' } }
const subject: StructRules = {
  defaults: { apiGroup: ({ kind }) => (kind === 'User' || kind === 'Group' ? 'rbac.authorization.k8s.io' : undefined) },
  zero: ['apiGroup'],
}
const binding: StructRules = { fields: { roleRef }, lists: { subjects: subject } }

const spec = (rules: StructRules): StructRules => ({ empty: ['metadata'], fields: { spec: rules } })

/** Shapes by API group and kind. */
export const structRules: Readonly<Record<string, StructRules>> = {
  'apps/Deployment': spec({
    defaults: { replicas: 1, strategy: {}, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 },
    zero: ['minReadySeconds', 'paused'],
    fields: { strategy: rollingUpdate({ maxSurge: '25%', maxUnavailable: '25%' }), template },
  }),
  'apps/StatefulSet': spec({
    defaults: {
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      updateStrategy: {},
      persistentVolumeClaimRetentionPolicy: {},
      revisionHistoryLimit: 10,
    },
    zero: ['minReadySeconds', 'serviceName'],
    fields: {
      updateStrategy: rollingUpdate({ partition: 0 }),
      persistentVolumeClaimRetentionPolicy: { defaults: { whenDeleted: 'Retain', whenScaled: 'Retain' } },
      template,
    },
    lists: {
      volumeClaimTemplates: {
        defaults: { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
        fields: { spec: claimSpec },
      },
    },
  }),
  'apps/DaemonSet': spec({
    defaults: { updateStrategy: {}, revisionHistoryLimit: 10 },
    zero: ['minReadySeconds'],
    fields: { updateStrategy: rollingUpdate({ maxUnavailable: 1, maxSurge: 0 }), template },
  }),
  'apps/ReplicaSet': spec({ defaults: { replicas: 1 }, zero: ['minReadySeconds'], fields: { template } }),
  'batch/Job': spec(jobSpec),
  'batch/CronJob': spec({
    defaults: { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
    fields: { jobTemplate: { empty: ['metadata'], fields: { spec: { fields: { template } } } } },
  }),
  '/Pod': spec(barePodSpec),
  '/Service': spec({
    defaults: {
      type: 'ClusterIP',
      sessionAffinity: 'None',
      sessionAffinityConfig: ({ sessionAffinity }) =>
        sessionAffinity === 'ClientIP' ? { clientIP: { timeoutSeconds: 10800 } } : undefined,
      externalTrafficPolicy: (fields) => (isExposed(fields) ? 'Cluster' : undefined),
      internalTrafficPolicy: ({ type }) => (type === 'ExternalName' ? undefined : 'Cluster'),
      allocateLoadBalancerNodePorts: ({ type }) => (type === 'LoadBalancer' ? true : undefined),
    },
    zero: ['clusterIP', 'publishNotReadyAddresses', 'healthCheckNodePort'],
    // clusterIPs repeats clusterIP. The server fills in the one that is absent.
    convert: (fields) => {
      const { clusterIP, clusterIPs } = fields
      if (clusterIP === undefined && Array.isArray(clusterIPs)) fields.clusterIP = clusterIPs[0]
      if (Array.isArray(clusterIPs) && clusterIPs.length < 2) delete fields.clusterIPs
    },
    lists: {
      ports: {
        defaults: { protocol: 'TCP', targetPort: ({ port }) => port as Json },
        zero: ['name', 'nodePort', 'targetPort'],
      },
    },
  }),
  '/ConfigMap': { zero: ['immutable'] },
  '/Secret': {
    defaults: { type: 'Opaque' },
    zero: ['immutable'],
    convert: (fields) => {
      if (!isObject(fields.stringData)) return
      const data: GoStruct = isObject(fields.data) ? { ...fields.data } : {}
      for (const [key, text] of Object.entries(fields.stringData))
        data[key] = Buffer.from(String(text)).toString('base64')
      fields.data = data
      delete fields.stringData
    },
  },
  '/Namespace': {
    convert: (fields) => {
      const metadata = fields.metadata as { name: string; labels?: GoStruct }
      metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name }
    },
    empty: ['spec'],
  },
  '/PersistentVolumeClaim': spec(claimSpec),
  '/PersistentVolume': spec({ defaults: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' } }),
  'storage.k8s.io/StorageClass': { defaults: { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' } },
  'storage.k8s.io/CSIDriver': spec({
    defaults: {
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: 'ReadWriteOnceWithFSType',
      volumeLifecycleModes: ['Persistent'],
      requiresRepublish: false,
      seLinuxMount: false,
    },
  }),
  'autoscaling/HorizontalPodAutoscaler': spec({
    defaults: {
      minReplicas: 1,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
    },
    fields: {
      behavior: {
        defaults: { scaleUp: {}, scaleDown: {} },
        fields: {
          scaleUp: {
            defaults: {
              stabilizationWindowSeconds: 0,
              selectPolicy: 'Max',
              policies: [
                { type: 'Pods', value: 4, periodSeconds: 15 },
                { type: 'Percent', value: 100, periodSeconds: 15 },
              ],
            },
          },
          scaleDown: {
            defaults: { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
          },
        },
      },
    },
  }),
  'networking.k8s.io/NetworkPolicy': spec({
    defaults: {
      policyTypes: ({ egress }) => (Array.isArray(egress) && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']),
    },
    empty: ['podSelector'],
    lists: {
      ingress: { lists: { ports: { defaults: { protocol: 'TCP' } } } },
      egress: { lists: { ports: { defaults: { protocol: 'TCP' } } } },
    },
  }),
  'networking.k8s.io/IngressClass': spec({ fields: { parameters: { defaults: { scope: 'Cluster' } } } }),
  'rbac.authorization.k8s.io/RoleBinding': binding,
  'rbac.authorization.k8s.io/ClusterRoleBinding': binding,
  'scheduling.k8s.io/PriorityClass': {
    defaults: { preemptionPolicy: 'PreemptLowerPriority' },
    zero: ['globalDefault', 'description'],
  },
}
