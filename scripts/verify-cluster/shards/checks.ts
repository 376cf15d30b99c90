import type { Check } from '../checks/check.ts'
import { compactChecks } from './compact.ts'
import { prometheusChecks } from './prometheus.ts'
import { ruleChecks } from './rules.ts'
import { startCheck } from './start.ts'
import { storeChecks } from './store.ts'
import type { Shards } from './subject.ts'

/** In the order in which they run: the compactors replace the blocks that the others read. */
export const shardChecks: readonly Check<Shards>[] = [
  startCheck,
  ...storeChecks,
  ...prometheusChecks,
  ...ruleChecks,
  ...compactChecks,
]
