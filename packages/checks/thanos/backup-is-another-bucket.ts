import { type Program, programTitle } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { argumentsPlace } from '../engine/programs.ts'
import { bucketOf, placeOfBucket, sharedBucketOf } from './bucket.ts'
import { thanosPrograms } from './components.ts'
import { hasConfig } from './config-documents.ts'

/** The flag of the bucket to which blocks are copied. */
export const backupFlag = 'objstore-to.config'

export const backupIsAnotherBucket: Check = {
  name: 'backup-is-another-bucket',
  question: 'data',
  severity: 'error',
  why: 'A copy of the blocks in the bucket and folder that they come from is no copy: thanos tools bucket replicate compares each block with itself and copies nothing. In another folder of the same bucket, the copies are lost with the bucket.',
  remedy: 'Set a bucket of its own in backup of environment.yaml, best at another provider or in another region.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/replicate/scheme.go',
  *run(context) {
    for (const program of thanosPrograms(context, 'tools bucket replicate'))
      if (hasConfig(program, backupFlag)) yield* bucketProblems(context, program)
      else
        yield {
          ...argumentsPlace(program),
          message: `${programTitle(program)} has no bucket to copy to, so it does not start.`,
          remedy: 'Set --objstore-to.config-file.',
        }
  },
}

function* bucketProblems(context: CheckContext, program: Program): Iterable<Problem> {
  const place = placeOfBucket(context, program, backupFlag)
  const [from, to] = [sharedBucketOf(context, program), sharedBucketOf(context, program, backupFlag)]
  const isInBucket = from !== undefined && from.id === to?.id
  if (
    isInBucket
      ? from.folder === to?.folder
      : isEqual(bucketOf(context, program), bucketOf(context, program, backupFlag))
  )
    yield { ...place, message: `the blocks${to === undefined ? '' : ` in ${to.name}`} are copied to where they are.` }
  else if (isInBucket)
    yield {
      ...place,
      message: `the copies in ${to?.name} are in the bucket of the blocks, ${from.name}, and are lost with it.`,
      severity: 'warning',
    }
}

const isEqual = (from: string | undefined, to: string | undefined): boolean => from !== undefined && from === to
