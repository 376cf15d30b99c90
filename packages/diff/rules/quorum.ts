import { unshardedName, writeQuorum } from '@thanos-gitops/manifest'
import { lastValue, type Program, readProgram, usesOf, type Workload } from '@thanos-gitops/workloads'
import type { ManifestSet } from '../manifest-set.ts'
import type { SourcedVerdict } from './rule.ts'

/** Fewer replicas than a quorum needs: more than half of the Alertmanagers, and as many receivers as copies of a sample. */
export function quorumVerdict(
  workload: Workload | undefined,
  from: number,
  to: number,
  set: ManifestSet,
): SourcedVerdict | undefined {
  if (workload === undefined || to >= from) return undefined
  if (programsIn(workload).some(({ name }) => name === 'alertmanager')) return alertmanagerQuorum(from, to)
  const copies = copiesOf(workload, set)
  if (copies === undefined || to + replicasOfOtherZones(workload, set) >= copies) return undefined
  return {
    class: 'outage',
    why: `${from} → ${to} replicas: receive writes each sample ${copies} times but has fewer pods. Every write fails.`,
    source: 'Thanos: pkg/receive/hashring.go',
  }
}

function alertmanagerQuorum(from: number, to: number): SourcedVerdict | undefined {
  const majority = Math.floor(from / 2) + 1
  if (to >= majority || from < 2) return undefined
  return {
    class: 'outage',
    why: `${from} → ${to} replicas: fewer than a majority (${majority}) of ${from} Alertmanagers stay. The silences and notification logs of the removed pods are in their memory and on their volumes.`,
    source: 'github.com/prometheus/alertmanager/cluster',
  }
}

/** Receivers that cannot lose one pod lose their quorum at each restart. */
export function restartVerdict(
  workload: Workload | undefined,
  replicas: number,
  set: ManifestSet,
): SourcedVerdict | undefined {
  const copies = workload && replicas > 0 ? copiesOf(workload, set) : undefined
  if (copies === undefined) return undefined
  const quorum = writeQuorum(copies)
  if (copies - 1 >= quorum) return undefined
  return {
    class: 'outage',
    why: `With --receive.replication-factor=${copies}, a write needs ${quorum} of ${copies} copies: while a pod restarts, writes to its part of the hash ring fail.`,
    source: 'Thanos: pkg/receive/handler.go, writeQuorum',
  }
}

/** The StatefulSets of all zones, this one included. */
export const zonesOf = (workload: Workload, set: ManifestSet): readonly Workload[] =>
  set.workloads.filter(
    ({ namespace, object }) =>
      namespace === workload.namespace &&
      object.object.kind === workload.kind &&
      unshardedName(object.object) === unshardedName(workload.object.object),
  )

const replicasOfOtherZones = (workload: Workload, set: ManifestSet): number =>
  zonesOf(workload, set)
    .filter(({ name }) => name !== workload.name)
    .reduce((sum, { replicas = 1 }) => sum + replicas, 0)

const programsIn = ({ containers }: Workload): readonly Program[] =>
  containers.flatMap((container) => readProgram(container) ?? [])

const receiversIn = (workload: Workload): readonly Program[] =>
  programsIn(workload).filter(({ name, command }) => name === 'thanos' && command === 'receive')

/**
 * The number of receivers that hold each sample, where the pods of the workload are some of them. Pods that only route hold
 * none; for pods that only ingest, the router in their namespace sets the number.
 */
export function copiesOf(workload: Workload, set: ManifestSet): number | undefined {
  const receiver = receiversIn(workload)[0]
  if (receiver === undefined || isOnlyRouting(receiver)) return undefined
  const router = isRouting(receiver) ? receiver : routersIn(workload.namespace, set)[0]
  return router && Number(lastValue(router, 'receive.replication-factor') ?? 1)
}

const routersIn = (namespace: string, set: ManifestSet): readonly Program[] =>
  set.workloads
    .filter((workload) => workload.namespace === namespace)
    .flatMap(receiversIn)
    .filter(isOnlyRouting)

// Thanos: cmd/thanos/receive.go, determineMode.
const isRouting = (receiver: Program): boolean =>
  usesOf(receiver, 'receive.hashrings-file').length + usesOf(receiver, 'receive.hashrings').length > 0
const isOnlyRouting = (receiver: Program): boolean =>
  isRouting(receiver) && usesOf(receiver, 'receive.local-endpoint').length === 0
