// Blocks that another store gateway serves, or another compactor works on: shards.
import type { SourcedObject } from '@thanos-gitops/manifest'
import type { Change } from '@thanos-gitops/manifest/change'
import { type Program, programTitle, readProgram, type Workload } from '@thanos-gitops/workloads'
import { type ManifestSet, type Sides, workloadOf } from '../manifest-set.ts'
import type { SourcedVerdict } from './rule.ts'

const sharding = 'https://thanos.io/tip/sharding.md/'

/** The end of the reason of a risk. Its procedure depends on it. */
export const twoCompactors = 'two compactors on one stream of blocks create overlapping blocks, and halt.'

/** A changed selection of a compactor. */
export const otherStreams: SourcedVerdict = {
  class: 'risk',
  why: `It works on other blocks. Another compactor can still work on them when it starts: ${twoCompactors}`,
  source: sharding,
}

/** A changed selection of a store gateway. */
export const otherBlocks: SourcedVerdict = {
  class: 'restart',
  why: 'It serves other blocks: it loads from the bucket those that are new to it, and its caches do not have them.',
  source: sharding,
}

/** The compactor of a workload; undefined for other workloads. */
export const compactorIn = (workload: Workload): Program | undefined =>
  workload.containers.map(readProgram).find((program) => program && programTitle(program) === 'thanos compact')

/** The compactors before the change, in the namespace of a workload. */
export const earlierCompactors = ({ namespace }: Workload, before: ManifestSet): readonly Program[] =>
  before.workloads.filter((other) => other.namespace === namespace).flatMap((other) => compactorIn(other) ?? [])

/** A compactor that starts while another one can still run. With 0 replicas on both sides of the change, none does. */
export function newCompactor(sourced: SourcedObject, { before, after }: Sides): readonly Change[] {
  const workload = workloadOf(sourced.object, sourced)
  if (workload === undefined || workload.replicas === 0 || compactorIn(workload) === undefined) return []
  const others = earlierCompactors(workload, before).map(({ container }) => container.workload)
  const other = others.find(({ object, replicas }) => replicas !== 0 && after.get(object.object) !== object.object)
  if (other === undefined) return []
  return [
    {
      pointer: '/spec/replicas',
      path: '/spec/replicas',
      class: 'risk',
      why: `It can start while ${other.kind}/${other.name} still works on its blocks: ${twoCompactors}`,
      source: sharding,
    },
  ]
}
