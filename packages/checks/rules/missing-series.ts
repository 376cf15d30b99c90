// Why a selector of a query, of a rule or of a dashboard, has no series.
import { didYouMean } from '@thanos-gitops/manifest'
import type { CheckContext } from '../engine/check.ts'
import type { LabelMatcher } from '../promql/analysis.ts'
import { type Expression, partsOf, type SelectorExpression, walk } from '../promql/expression.ts'
import { formatMatcher, matches } from '../promql/labels/matcher-values.ts'
import { type MissingMetric, missingMetric } from './listed-metrics.ts'
import { memoized } from './memoized.ts'
import { metricMissingInJob } from './metric-of-job.ts'
import { recordingRules } from './recorded-rules.ts'
import { allJobNames } from './scrape-jobs.ts'

export interface Missing {
  readonly message: string
  readonly remedy?: string
}

/** The problems of the selectors of a query. A side of `or` may be missing if the other one exists. */
export function missingIn<Problem>(
  expression: Expression,
  problemsOf: (selector: SelectorExpression) => readonly Problem[],
): readonly Problem[] {
  if (expression.kind === 'selector') return problemsOf(expression)
  const parts = partsOf(expression).map((part) => missingIn(part, problemsOf))
  const isOr = expression.kind === 'binary' && expression.operator === 'or'
  const hasAlternative = (index: number): boolean =>
    parts[index]!.length === 0 && [...walk(partsOf(expression)[index]!)].some(({ kind }) => kind === 'selector')
  return isOr && (hasAlternative(0) || hasAlternative(1)) ? [] : parts.flat()
}

const describedMetric = memoized(
  (metric: string) => metric,
  (context, metric) => {
    const missing = missingMetric(context, metric)
    return missing && { kind: missing.kind, description: describe(metric, missing) }
  },
)

/** Series that Prometheus writes for each target, for alerts and for recording rules. */
const ofPrometheus = /^(?:up|scrape_\w+|ALERTS(?:_FOR_STATE)?)$|:/

/** @param isComplete whether the manifests show all jobs, so that no series come from elsewhere */
export function missingSeries(
  context: CheckContext,
  selector: SelectorExpression,
  isComplete: boolean,
): Missing | undefined {
  const { metric } = selector
  if (metric === undefined || ofPrometheus.test(metric) || recordingRules(context).has(metric)) return undefined
  const missing = describedMetric(context, metric)
  if (missing === undefined) return metricMissingInJob(context, selector)
  return isComplete || missing.kind === 'unknown' ? missing.description : undefined
}

function describe(metric: string, missing: MissingMetric): Missing {
  switch (missing.kind) {
    case 'not running':
      return {
        message: `only ${missing.owners.join(' or ')} writes ${metric}, but the manifests do not contain it.`,
      }
    case 'other version':
      return {
        message: `${missing.program} does not expose the metric ${metric}, which other versions have.`,
        remedy: suggestion(metric, missing.known) ?? 'Use the metric that replaces it.',
      }
    case 'unknown':
      return {
        message: `no metric of ${missing.program} has the name ${metric}.`,
        remedy: suggestion(metric, missing.known) ?? 'Use the name of a metric at /metrics of the program.',
      }
  }
}

/** Lists have the names of histograms, and queries those of their series. */
function suggestion(series: string, known: readonly string[]): string | undefined {
  const [, suffix = ''] = /(_bucket|_sum|_count)$/.exec(series) ?? []
  return didYouMean(series, [...known, ...(suffix === '' ? [] : known.map((name) => `${name}${suffix}`))])
}

export const missingJob: (context: CheckContext, matchers: readonly LabelMatcher[]) => Missing | undefined = memoized(
  (matchers) => {
    const matcher = jobMatcher(matchers)
    return matcher === undefined ? '' : formatMatcher(matcher)
  },
  (context, matchers) => {
    const matcher = jobMatcher(matchers)
    const jobs = allJobNames(context)
    // A matcher that matches the empty string also selects series without a job.
    if (jobs === undefined || matcher === undefined || matches(matcher, '')) return undefined
    const { operator, value } = matcher
    if (operator === '=') {
      if (jobs.has(value)) return undefined
      const remedy = didYouMean(value, jobs)
      return { message: `no scrape job has the name ${value}.`, ...(remedy === undefined ? {} : { remedy }) }
    }
    return [...jobs].some((job) => matches(matcher, job))
      ? undefined
      : { message: `no scrape job has a name that matches ${value}.` }
  },
)

/** The first matcher that requires a job. */
const jobMatcher = (matchers: readonly LabelMatcher[]): LabelMatcher | undefined =>
  matchers.find(({ label, operator }) => label === 'job' && (operator === '=' || operator === '=~'))
