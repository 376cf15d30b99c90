import type { KubernetesObject } from '@thanos-gitops/manifest'
import { lastValue, type Program, programTitle, readProgram, usesOf, type Workload } from '@thanos-gitops/workloads'
import { type ManifestSet, workloadOf } from '../manifest-set.ts'

/** What a new router of receivers costs: each receiver uploads its copy, and no compactor merges them by default. */
export function storedCopies(object: KubernetesObject, side: ManifestSet): readonly string[] {
  const copies = programsOf(workloadOf(object), 'thanos receive').map((program) =>
    Number(lastValue(program, 'receive.replication-factor') ?? 1),
  )
  const most = Math.max(1, ...copies)
  const merges = side.workloads
    .flatMap((workload) => programsOf(workload, 'thanos compact'))
    .some((program) => usesOf(program, 'deduplication.replica-label').length > 0)
  return most > 1 && !merges
    ? [
        `Each sample is in the bucket ${most} times, because the compactor does not merge the blocks of receivers: base/blocks.md has the cost and the alternative.`,
      ]
    : []
}

const programsOf = (workload: Workload | undefined, title: string): readonly Program[] =>
  (workload?.containers ?? [])
    .map(readProgram)
    .filter((program) => program !== undefined)
    .filter((program) => programTitle(program) === title)
