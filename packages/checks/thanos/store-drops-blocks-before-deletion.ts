import { durationOf, lastUse, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { bucketOf } from './bucket.ts'
import { thanosPrograms } from './components.ts'

export const storeDropsBlocksBeforeDeletion: Check = {
  name: 'store-drops-blocks-before-deletion',
  id: 'TH021',
  severity: 'error',
  why: 'A store gateway that still uses a block when the compactor deletes it fails queries; one that drops it before its replacement is loaded leaves a gap.',
  remedy: 'Set --ignore-deletion-marks-delay of store to half of --delete-delay of compact.',
  source: 'https://thanos.io/tip/components/store.md/',
  *run(context) {
    const stores = Map.groupBy(thanosPrograms(context, 'store'), (store) => bucketOf(context, store))
    for (const compactor of thanosPrograms(context, 'compact')) {
      const deleted = valueOrDefault(compactor, 'delete-delay')
      const bucket = bucketOf(context, compactor)
      for (const store of bucket === undefined ? [] : (stores.get(bucket) ?? [])) {
        const ignored = valueOrDefault(store, 'ignore-deletion-marks-delay')
        const [after, before] = [
          durationOf(compactor, 'delete-delay'),
          durationOf(store, 'ignore-deletion-marks-delay'),
        ]
        if (after === undefined || before === undefined || before * 2 === after) continue
        const use = lastUse(store, 'ignore-deletion-marks-delay')
        const isTooLate = before >= after
        yield {
          ...(use ? flagPlace(store, use) : argumentsPlace(store)),
          message: isTooLate
            ? `the store drops blocks ${ignored} after they are marked, and the compactor deletes them after ${deleted}.`
            : `the store drops blocks ${ignored} after they are marked; half of the compactor's ${deleted} is meant.`,
          ...(!isTooLate && { severity: 'warning' as const }),
        }
      }
    }
  },
}
