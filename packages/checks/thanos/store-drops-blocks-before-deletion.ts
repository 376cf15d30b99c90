import { durationOf, type Program, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { bucketOf } from './bucket.ts'
import { thanosPrograms } from './components.ts'
import { placeOfFlag } from './places.ts'

const storeFlag = 'ignore-deletion-marks-delay'
const compactFlag = 'delete-delay'

export const storeDropsBlocksBeforeDeletion: Check = {
  name: 'store-drops-blocks-before-deletion',
  id: 'TH021',
  question: 'data',
  severity: 'error',
  why: 'If a store gateway still uses a block when the compactor deletes it, queries fail. If it drops the block before it loads the replacement, the series have a gap.',
  remedy: 'Set --ignore-deletion-marks-delay of thanos store to half of --delete-delay of thanos compact.',
  source: 'https://thanos.io/tip/components/store.md/',
  *run(context) {
    const stores = Map.groupBy(thanosPrograms(context, 'store'), (store) => bucketOf(context, store))
    for (const compactor of thanosPrograms(context, 'compact')) {
      const bucket = bucketOf(context, compactor)
      if (bucket === undefined) continue
      for (const store of stores.get(bucket) ?? []) yield* delayProblems(store, compactor)
    }
  },
}

/** @param store reads the same bucket as the compactor */
function* delayProblems(store: Program, compactor: Program): Iterable<Problem> {
  const dropDelay = durationOf(store, storeFlag)
  const deleteDelay = durationOf(compactor, compactFlag)
  if (dropDelay === undefined || deleteDelay === undefined || dropDelay * 2 === deleteDelay) return
  const dropped = `thanos store drops blocks ${valueOrDefault(store, storeFlag)} after they are marked for deletion`
  const place = placeOfFlag(store, storeFlag)
  if (dropDelay >= deleteDelay)
    yield {
      ...place,
      message: `${dropped}, but thanos compact deletes them after ${valueOrDefault(compactor, compactFlag)}.`,
    }
  else
    yield {
      ...place,
      message: `${dropped}, which is not half of the delay of thanos compact, ${valueOrDefault(compactor, compactFlag)}.`,
      severity: 'warning',
    }
}
