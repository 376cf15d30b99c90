import type { IContainer } from 'kubernetes-models/v1/Container'
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec'

/**
 * One user for every pod: 65534 is `nobody`, the user of the Prometheus and Alertmanager images. The Thanos image has 1001,
 * but its sidecar writes into Prometheus' data folder.
 */
export const podDefaults = {
  enableServiceLinks: false,
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  securityContext: {
    fsGroup: 65534,
    // A change of ownership on every mount would walk a whole block store at each start.
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsGroup: 65534,
    runAsNonRoot: true,
    runAsUser: 65534,
    seccompProfile: { type: 'RuntimeDefault' },
  },
} satisfies Partial<IPodSpec>

export const containerDefaults = {
  imagePullPolicy: 'IfNotPresent',
  // A crash then shows its last log lines in `kubectl describe pod`.
  terminationMessagePolicy: 'FallbackToLogsOnError',
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
} satisfies Partial<IContainer>

/** Replicas on different nodes and, where a cluster has them, in different zones; a cluster that has neither still runs them. */
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

/** Data outlives its StatefulSet and a smaller replica count; deleting it is a person's decision. */
export const retain = { whenDeleted: 'Retain', whenScaled: 'Retain' } as const

/** One pod at a time, and a pod that is not ready never blocks the drain of its node. */
export const oneAtATime = { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' } as const

export const podName = { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }
