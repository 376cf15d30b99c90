import { lastValue, type Program } from '@thanos-gitops/workloads'
import type { FleetMember } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { type Bucket, sharedBucketOf } from '../thanos/bucket.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configFlag, configOf } from '../thanos/config-documents.ts'
import { blockSelector } from '../thanos/one-compactor-per-stream.ts'
import { inContainer, inDocument, type ProblemPlace } from '../thanos/places.ts'
import { comparing, type FleetProblem } from './compare.ts'

export const environmentsCompactDistinctBuckets = comparing({
  name: 'environments-compact-distinct-buckets',
  question: 'fleet',
  severity: 'error',
  why: 'Two compactors on one bucket compact the same blocks twice: the blocks overlap, both compactors halt, and each can delete blocks that the other one needs.',
  remedy:
    'Give each environment a bucket or a prefix of its own. If several environments share a bucket, run the compactor in one of them.',
  source:
    'https://thanos.io/tip/components/compact.md/#warning-only-one-instance-of-compactor-may-run-against-a-single-stream-of-blocks-in-a-single-object-storage',
  *compare(fleet) {
    for (const compactors of Map.groupBy(fleet.flatMap(compactorsOf), ({ bucket }) => bucket.id).values())
      yield* bucketProblems(compactors)
  },
})

interface Compactor {
  readonly member: FleetMember
  readonly bucket: Bucket
  /** The blocks that it selects; empty for all. */
  readonly selection: string
  readonly place: ProblemPlace
}

const compactorsOf = (member: FleetMember): Compactor[] =>
  thanosPrograms(member.context, 'compact').flatMap((program) => {
    const bucket = sharedBucketOf(member.context, program)
    const times = ['min-time', 'max-time'].flatMap((flag) => lastValue(program, flag) ?? [])
    const selection = [blockSelector(member.context, program) ?? '', ...times].join(' ')
    return bucket === undefined ? [] : [{ member, bucket, selection, place: placeOfBucket(member.context, program) }]
  })

/** Assumes that different selections are disjoint. Compactors of one environment are the subject of another check. */
function* bucketProblems(compactors: readonly Compactor[]): Iterable<FleetProblem> {
  const bySelection = new Map<string, Compactor>()
  const reported = new Set<FleetMember>()
  for (const compactor of compactors) {
    const { member, bucket, selection, place } = compactor
    const [first] = bySelection.values()
    const other = bySelection.get(selection) ?? bySelection.get('') ?? (selection === '' ? first : undefined)
    if (!bySelection.has(selection)) bySelection.set(selection, compactor)
    if (other === undefined || other.member === member || reported.has(member)) continue
    reported.add(member)
    yield {
      ...place,
      member,
      message: `the compactors of ${other.member.name} and ${member.name} both use the bucket ${bucket.name} (${other.member.name}: ${lineOf(other.place)}).`,
    }
  }
}

function placeOfBucket(context: FleetMember['context'], program: Program): ProblemPlace {
  const document = configOf(context, program, 'objstore.config')
  if (document !== undefined) return inDocument(document, 'config', 'bucket')
  const use = configFlag(program, 'objstore.config')
  return use
    ? { object: program.container.workload.object, pointer: use.argument.valuePointer }
    : inContainer(program.container)
}
