import { durationOf, isOn, lastValue, type Program } from '@thanos-gitops/workloads'
import { type Check, inSameNamespace } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { argumentsPlace } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'
import { placeOfFlag } from './places.ts'

export const queriesReadDownsampledBlocks: Check = {
  name: 'queries-read-downsampled-blocks',
  question: 'data',
  severity: 'warning',
  why: 'A query reads raw blocks only, unless the request or --query.auto-downsampling permits others. Where the compactor deletes raw blocks earlier than downsampled ones, old series are missing although their blocks exist.',
  remedy: 'Add --query.auto-downsampling.',
  source:
    'https://thanos.io/tip/components/query.md/#auto-downsampling, https://thanos.io/tip/components/compact.md/#downsampling',
  *run(context) {
    const compactor = thanosPrograms(context, 'compact').find(deletesRawBlocksFirst)
    if (compactor === undefined) return
    for (const query of thanosPrograms(context, 'query')) {
      const isNear = inSameNamespace(query.container.workload.namespace, compactor.container.workload.namespace)
      if (!isNear || isOn(query, 'query.auto-downsampling')) continue
      yield {
        ...argumentsPlace(query),
        message: `the query reads raw blocks only, which ${compactor.container.workload.name} deletes after ${lastValue(compactor, rawFlag)} (${lineOf(placeOfFlag(compactor, rawFlag))}).`,
      }
    }
  },
}

const rawFlag = 'retention.resolution-raw'

/** Whether downsampled blocks outlive raw ones. 0 is forever. */
function deletesRawBlocksFirst(compactor: Program): boolean {
  const [raw, fiveMinutes, oneHour] = [rawFlag, 'retention.resolution-5m', 'retention.resolution-1h'].map(
    (flag) => durationOf(compactor, flag) || Infinity,
  )
  return !isOn(compactor, 'downsampling.disable') && raw! < Math.max(fiveMinutes!, oneHour!)
}
