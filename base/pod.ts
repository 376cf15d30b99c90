import type { IContainer } from 'kubernetes-models/v1/Container'
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec'

/**
 * One user for all pods: 65534 is `nobody`, the user of the Prometheus and Alertmanager images. The user of the Thanos
 * image is 1001, but the sidecar writes into the data folder of Prometheus.
 */
export const podDefaults = {
  enableServiceLinks: false,
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  securityContext: {
    fsGroup: 65534,
    // A change of ownership on each mount would read a whole block store at each start.
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsGroup: 65534,
    runAsNonRoot: true,
    runAsUser: 65534,
    seccompProfile: { type: 'RuntimeDefault' },
  },
} satisfies Partial<IPodSpec>

export const containerDefaults = {
  imagePullPolicy: 'IfNotPresent',
  // After a crash, `kubectl describe pod` shows the last log lines.
  terminationMessagePolicy: 'FallbackToLogsOnError',
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
} satisfies Partial<IContainer>

/**
 * Replicas on different nodes and in different zones. A preference: a cluster with one node or one zone still runs
 * them.
 */
export const spread = (matchLabels: Record<string, string>) =>
  ({
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { labelSelector: { matchLabels }, topologyKey: 'kubernetes.io/hostname' } },
        ],
      },
    },
    topologySpreadConstraints: [
      {
        labelSelector: { matchLabels },
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
      },
    ],
  }) satisfies Partial<IPodSpec>

/** Volumes remain after the StatefulSet is deleted or scaled down. A person decides whether to delete them. */
export const retain = { whenDeleted: 'Retain', whenScaled: 'Retain' } as const

/** One pod at a time. A pod that is not ready never blocks the drain of its node. */
export const oneAtATime = { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' } as const

export const podName = { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }

/**
 * For Go programs without an option of their own: the garbage collector works harder near the memory limit of the container, before
 * the kernel kills the process. Without a divisor, the API server writes one.
 */
export const goMemoryLimit = {
  name: 'GOMEMLIMIT',
  valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1' } },
}
