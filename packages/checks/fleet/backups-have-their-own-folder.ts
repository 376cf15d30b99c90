import type { FleetMember } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { backupFlag } from '../thanos/backup-is-another-bucket.ts'
import { type Bucket, placeOfBucket, sharedBucketOf } from '../thanos/bucket.ts'
import { thanosPrograms } from '../thanos/components.ts'
import type { ProblemPlace } from '../thanos/places.ts'
import { compactorsOf, worksOnAllBlocks } from './compactors.ts'
import { comparing, type FleetProblem } from './compare.ts'

export const backupsHaveTheirOwnFolder = comparing({
  name: 'backups-have-their-own-folder',
  question: 'fleet',
  severity: 'error',
  why: 'A compactor that works on the bucket of a backup merges and deletes the copies, by the retention of another environment, and thanos tools bucket replicate copies what it has merged again.',
  remedy:
    'Give the backup a bucket that no environment uses as its objectStorage, or a folder: prefix under backup in environment.yaml. Let a lifecycle rule of the bucket delete old copies.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/replicate/scheme.go',
  *compare(fleet) {
    const backups = fleet.flatMap(backupsOf)
    yield* compactedBackups(fleet, backups)
    yield* sharedFolders(backups)
  },
})

interface Backup {
  readonly member: FleetMember
  /** Bucket and folder of the blocks, and of their copies. */
  readonly from: string | undefined
  readonly to: string
  readonly bucket: Bucket
  readonly place: ProblemPlace
}

const folderId = ({ id, folder }: Bucket): string => `${id} ${folder}`

const backupsOf = (member: FleetMember): Backup[] =>
  thanosPrograms(member.context, 'tools bucket replicate').flatMap((program) => {
    const bucket = sharedBucketOf(member.context, program, backupFlag)
    const from = sharedBucketOf(member.context, program)
    if (bucket === undefined) return []
    const place = placeOfBucket(member.context, program, backupFlag)
    return [{ member, from: from && folderId(from), to: folderId(bucket), bucket, place }]
  })

/** Assumes that a compactor with a selector does not select the copies. */
function* compactedBackups(fleet: readonly FleetMember[], backups: readonly Backup[]): Iterable<FleetProblem> {
  const compactors = fleet.flatMap(compactorsOf).filter(worksOnAllBlocks)
  const byFolder = Map.groupBy(compactors, ({ bucket }) => folderId(bucket))
  for (const { member, from, to, bucket, place } of backups) {
    // Of blocks that are copied to where they are, another check reports.
    const [compactor] = from === to ? [] : (byFolder.get(to) ?? [])
    if (compactor !== undefined)
      yield {
        ...place,
        member,
        other: compactor.member,
        message: `the compactor of ${compactor.member.name} deletes blocks in ${bucket.name}, the bucket of the backup (${lineOf(compactor.place)}).`,
      }
  }
}

function* sharedFolders(backups: readonly Backup[]): Iterable<FleetProblem> {
  for (const [first, ...others] of Map.groupBy(backups, ({ to }) => to).values())
    for (const { member, bucket, place } of others)
      if (first !== undefined && first.member !== member)
        yield {
          ...place,
          member,
          other: first.member,
          message: `the backups of ${first.member.name} and ${member.name} are both in ${bucket.name} (${lineOf(first.place)}).`,
          remedy:
            'Set another prefix under backup, so that the blocks of one environment can be restored without the others.',
          severity: 'warning',
        }
}
