import type { FleetMember } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { streamText } from '../thanos/block-selection.ts'
import { type Compactor, CompactorIndex, compactorsOf, overlapOf, placeOfSelection } from './compactors.ts'
import { comparing, type FleetProblem } from './compare.ts'

export const environmentsCompactDistinctBuckets = comparing({
  name: 'environments-compact-distinct-buckets',
  question: 'fleet',
  severity: 'error',
  why: 'Two compactors on one bucket compact the same blocks twice: the blocks overlap, both compactors halt, and each can delete blocks that the other one needs.',
  remedy:
    'Give each environment a bucket of its own, or a folder: prefix under objectStorage in the environment.yaml of the newer one, before it writes blocks. To share a folder, let the compactor and the store gateway of each environment select its own blocks with --selector.relabel-config.',
  source:
    'https://thanos.io/tip/components/compact.md/#warning-only-one-instance-of-compactor-may-run-against-a-single-stream-of-blocks-in-a-single-object-storage',
  *compare(fleet) {
    for (const compactors of Map.groupBy(fleet.flatMap(compactorsOf), ({ bucket }) => bucket.id).values()) {
      for (const inFolder of Map.groupBy(compactors, ({ bucket }) => bucket.folder).values())
        yield* folderProblems(inFolder)
      yield* nestingProblems(compactors)
    }
  },
})

/**
 * Compactors of one environment are the subject of another check.
 *
 * @param compactors those of one folder
 */
function* folderProblems(compactors: readonly Compactor[]): Iterable<FleetProblem> {
  const index = new CompactorIndex()
  const reported = new Set<FleetMember>()
  for (const compactor of compactors) {
    const problem = reported.has(compactor.member) ? undefined : overlapProblem(compactor, index.near(compactor))
    index.add(compactor)
    if (problem === undefined) continue
    reported.add(compactor.member)
    yield problem
  }
}

function overlapProblem(compactor: Compactor, others: Iterable<Compactor>): FleetProblem | undefined {
  const { member, bucket } = compactor
  for (const other of others) {
    const overlap = other.member === member ? undefined : overlapOf(compactor, other)
    if (overlap === undefined) continue
    const names = `the compactors of ${other.member.name} and ${member.name} both`
    if (overlap.stream === undefined)
      return {
        ...compactor.place,
        member,
        other: other.member,
        message: `${names} use the bucket ${bucket.name} (${other.member.name}: ${lineOf(other.place)}).`,
      }
    return {
      ...placeOfSelection(compactor),
      member,
      other: other.member,
      message: `${names} select blocks with ${streamText(overlap.stream)} in the bucket ${bucket.name} (${other.member.name}: ${lineOf(placeOfSelection(other))}).`,
      remedy: 'Let each compactor keep blocks by the same external label, with values that no other one keeps.',
    }
  }
  return undefined
}

/** Thanos ignores folders in its folder, but who deletes or expires the outer one deletes the inner one. */
function* nestingProblems(compactors: readonly Compactor[]): Iterable<FleetProblem> {
  const folders = new Map(compactors.map((compactor) => [compactor.bucket.folder, compactor] as const))
  for (const inner of folders.values()) {
    const outer = outerFolders(inner.bucket.folder)
      .map((folder) => folders.get(folder))
      .find((one) => one !== undefined && one.member !== inner.member)
    if (outer === undefined) continue
    yield {
      ...inner.place,
      member: inner.member,
      other: outer.member,
      message: `the folder ${inner.bucket.name} is in ${outer.bucket.folder === '' ? 'the bucket' : 'the folder'} ${outer.bucket.name} of ${outer.member.name} (${lineOf(outer.place)}).`,
      remedy: `Thanos keeps the two apart, but a lifecycle rule, a permission or a deletion of the outer one also applies to the inner one. Give each environment a folder next to the others, or accept it in exceptions.yaml.`,
      severity: 'warning',
    }
  }
}

/** The folders that contain a folder, the nearest one first: `a/b/c` is in `a/b`, `a` and the bucket. */
const outerFolders = (folder: string): readonly string[] => {
  const steps = folder.split('/')
  return folder === '' ? [] : steps.map((_, index) => steps.slice(0, steps.length - 1 - index).join('/'))
}
