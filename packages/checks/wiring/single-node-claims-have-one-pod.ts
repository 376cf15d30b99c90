import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { accessModes, type MountedClaim, mountedClaims } from '../engine/claims.ts'

export const singleNodeClaimsHaveOnePod: Check = {
  name: 'single-node-claims-have-one-pod',
  question: 'availability',
  severity: 'error',
  why: 'A ReadWriteOnce claim can be attached to one node only. If a second pod starts on another node before the first one stops, it waits for the volume in ContainerCreating. A rolling Deployment then never finishes, because it stops the old pod only when the new one is ready.',
  remedy: 'Set strategy: {type: Recreate}, or use a StatefulSet with volumeClaimTemplates, or a ReadWriteMany claim.',
  source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes',
  *run(context) {
    const claims = mountedClaims(context).filter(
      ({ claim, workload }) => isForOneNode(accessModes(claim)) && !isOnOneNode(workload),
    )
    for (const mounted of claims) {
      const problem = problemOf(mounted)
      if (problem !== undefined) yield problem
    }
    yield* sharedClaims(claims)
  },
}

const isForOneNode = (modes: readonly string[]): boolean =>
  modes.length > 0 && modes.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod')

const hostname = 'kubernetes.io/hostname'

/** Whether the pods can run on one node only, on which they can share the claim. */
const isOnOneNode = ({ podSpec }: Workload): boolean =>
  podSpec.nodeName !== undefined || mappingOf(podSpec.nodeSelector)[hostname] !== undefined

function problemOf({ workload, volume, claim }: MountedClaim): Problem | undefined {
  const { object, kind, replicas } = workload
  const modes = accessModes(claim).join(', ')
  const claimName = `PersistentVolumeClaim/${claim.object.metadata.name} (${modes})`
  if (kind === 'DaemonSet')
    return { object, pointer: volume.pointer, message: `the pods of all nodes mount ${claimName}.` }
  if (replicas === undefined || kind === 'Pod' || replicas === 0) return undefined
  if (replicas > 1)
    return { object, pointer: '/spec/replicas', message: `its ${replicas} replicas mount ${claimName}.` }
  if (kind !== 'Deployment' || !startsBeforeItStops(workload)) return undefined
  const { strategy } = mappingOf(contentOf(object).spec)
  return {
    object,
    pointer: strategy === undefined ? volume.pointer : '/spec/strategy',
    message: `its rolling update starts the new pod before it stops the old one, and both mount ${claimName}.`,
  }
}

/** With one replica, the defaults of 25% mean one additional pod and no missing one. */
function startsBeforeItStops({ object }: Workload): boolean {
  const { type = 'RollingUpdate', rollingUpdate } = mappingOf(mappingOf(contentOf(object).spec).strategy)
  const { maxUnavailable = '25%' } = mappingOf(rollingUpdate)
  return (
    type === 'RollingUpdate' && (typeof maxUnavailable === 'string' ? maxUnavailable !== '100%' : maxUnavailable === 0)
  )
}

/** Two workloads that run at the same time. Jobs end, so another pod can wait for them. */
function* sharedClaims(claims: readonly MountedClaim[]): Iterable<Problem> {
  const running = claims.filter(({ workload }) => workload.kind === 'Deployment' || workload.kind === 'StatefulSet')
  for (const [claim, users] of Map.groupBy(running, (mounted) => mounted.claim)) {
    const [first, ...others] = new Map(users.map((user) => [user.workload, user])).values()
    for (const { workload, volume } of others)
      yield {
        object: workload.object,
        pointer: volume.pointer,
        severity: 'warning',
        message: `it mounts PersistentVolumeClaim/${claim.object.metadata.name} (${accessModes(claim).join(', ')}), and so does ${first!.workload.kind}/${first!.workload.name}.`,
        remedy: 'Give each workload a claim of its own, or use a ReadWriteMany claim.',
      }
  }
}
