import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { anyValue, type Bounds, createBoundsAnalysis } from '../promql/bounds.ts'
import type { Expression } from '../promql/expression.ts'
import { recordingRules } from './recorded-rules.ts'

/** The values that the queries of the rules can have. */
export const boundsAnalysis = perContext((context): ((expression: Expression) => Bounds) =>
  createBoundsAnalysis((metric) => boundsOfMetric(context, metric)),
)

function boundsOfMetric(context: CheckContext, metric: string | undefined): Bounds {
  if (metric === undefined || recordingRules(context).has(metric)) return anyValue
  if (metric === 'up') return { min: 0, max: 1 }
  // Counters, and the buckets and counts of histograms.
  return /_(?:total|bucket|count)$/.test(metric) ? { min: 0, max: Number.POSITIVE_INFINITY } : anyValue
}
