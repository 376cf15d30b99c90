import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { type KindOfMetric, kindOf, type SampleKind } from '../promql/sample-kind.ts'
import { metricInStack } from './listed-metrics.ts'
import { recordingRules } from './recorded-rules.ts'

/** The kinds of metrics, of recorded ones by their rules. */
export const metricKinds = perContext((context): KindOfMetric => {
  const recorded = new Map<string, SampleKind | undefined>()
  const kindOfMetric: KindOfMetric = (metric) => {
    if (metric === undefined) return undefined
    if (recorded.has(metric)) return recorded.get(metric)
    const rules = recordingRules(context).get(metric)
    if (rules === undefined) return kindOfScraped(context, metric)
    // A rule may read the metric that it records.
    recorded.set(metric, undefined)
    const kinds = new Set(
      rules.map(({ query }) => (query?.expression === undefined ? undefined : kindOf(query.expression, kindOfMetric))),
    )
    const kind = kinds.size === 1 ? [...kinds][0] : undefined
    recorded.set(metric, kind)
    return kind
  }
  return kindOfMetric
})

/** Metrics that Prometheus itself writes for each target, and for alerts. */
const gaugesOfPrometheus = /^(?:up|scrape_\w+|ALERTS(?:_FOR_STATE)?)$/

function kindOfScraped(context: CheckContext, metric: string): SampleKind | undefined {
  if (gaugesOfPrometheus.test(metric)) return 'gauge'
  const listed = kindFromLists(context, metric)
  if (listed !== undefined) return listed
  // Other suffixes, such as _count, are also those of gauges.
  return /_(?:total|bucket)$/.test(metric) ? 'counter' : undefined
}

/** The kind of a metric that a running program of the lists has. */
function kindFromLists(context: CheckContext, metric: string): SampleKind | undefined {
  const listed = metricInStack(context, metric)
  switch (listed?.type) {
    case 'counter':
      return 'counter'
    case 'gauge':
      return 'gauge'
    case 'histogram':
    case 'summary':
      // A histogram without a suffix is a native one, and a summary contains quantiles.
      return listed.suffix === '' ? undefined : 'counter'
    default:
      return undefined
  }
}

/** Names of events before `_total`. */
const countsEvents =
  /(?:^|_)(?:errors?|failures?|failed|requests?|responses?|restarts?|retries|timeouts?|dropped|rejected|exceptions|evictions|queries|operations)_total$/

/** Words for what exists now instead of what happened. */
const countsStates = /_(?:pending|active|current|open|queued|running|in_flight)_/

/**
 * The kinds of metrics that are counters for sure. Many exporters have gauges that end in `_total`, such as
 * `drives_offline_total`, whose values an alert may compare.
 */
export const sureCounters = (context: CheckContext): KindOfMetric => {
  const kinds = metricKinds(context)
  return (metric) => (metric === undefined || isAmbiguous(context, metric) ? undefined : kinds(metric))
}

const isAmbiguous = (context: CheckContext, metric: string): boolean =>
  metric.endsWith('_total') &&
  (!countsEvents.test(metric) || countsStates.test(metric)) &&
  kindFromLists(context, metric) === undefined
