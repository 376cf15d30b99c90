import { zones } from '@thanos-gitops/manifest'
import type { IContainer } from 'kubernetes-models/v1/Container'
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec'
import { onlyWith, onlyWithout } from './component-names.ts'

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

/** Different nodes are a preference: a cluster with one node still runs all replicas. */
const differentNodes = (matchLabels: Record<string, string>) => ({
  podAntiAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      { weight: 100, podAffinityTerm: { labelSelector: { matchLabels }, topologyKey: 'kubernetes.io/hostname' } },
    ],
  },
})

/** A cluster with one zone, or with unknown ones, still runs all replicas. */
const preferDifferentZones = (matchLabels: Record<string, string>) =>
  onlyWithout('zones', {
    labelSelector: { matchLabels },
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'ScheduleAnyway' as const,
  })

const requireDifferentZones = {
  maxSkew: 1,
  // A zone whose nodes are all cordoned, unreachable or reserved for others is not a zone without replicas, which would have to
  // get the next one.
  nodeTaintsPolicy: 'Honor',
  topologyKey: 'topology.kubernetes.io/zone',
  whenUnsatisfiable: 'DoNotSchedule',
} as const

/** Replicas without volumes on different nodes and in different zones. While a zone is down, the others have its replicas. */
export const spread = (matchLabels: Record<string, string>) =>
  ({
    affinity: differentNodes(matchLabels),
    topologySpreadConstraints: [
      preferDifferentZones(matchLabels),
      onlyWith('zones', {
        ...requireDifferentZones,
        labelSelector: { matchLabels },
        // Without it, pods of the old revision count during a rollout, and the new ones are uneven after it.
        matchLabelKeys: ['pod-template-hash'],
      }),
    ],
  }) satisfies Partial<IPodSpec>

/** Replicas with volumes, which often belong to one zone forever. A replica rather waits than starts in the wrong zone. */
export const spreadWithVolumes = (matchLabels: Record<string, string>) =>
  ({
    affinity: differentNodes(matchLabels),
    topologySpreadConstraints: [
      preferDifferentZones(matchLabels),
      onlyWith('zones', {
        ...requireDifferentZones,
        labelSelector: { matchLabels },
        // While a zone has no nodes yet, for example because an autoscaler adds them, its share stays free.
        minDomains: zones(),
      }),
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
