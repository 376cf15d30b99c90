import { nearest, stringOf } from '@thanos-gitops/manifest'
import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { SelectorExpression } from '../promql/expression.ts'
import { finiteValues } from '../promql/labels/matcher-values.ts'
import { inQuery } from './query-place.ts'
import { recordingRules } from './recorded-rules.ts'
import { scrapeJobsIn } from './scrape-jobs.ts'

export const recordedSeriesHaveARule: Check = {
  name: 'recorded-series-have-a-rule',
  question: 'rules',
  severity: 'warning',
  why: 'Only a recording rule writes a series whose name contains a colon, and only an alert writes its series ALERTS. If that rule does not exist or has another name, the query has no result, and the alert never fires.',
  remedy: 'Use the name of a rule, or add the rule.',
  source: 'https://prometheus.io/docs/practices/rules/#naming',
  *run(context) {
    const names = { recorded: new Set(recordingRules(context).keys()), alerts: alertNames(context) }
    for (const rule of rulesIn(context)) {
      const isComplete = rule.file.isForRuler === false && hasAllRules(context)
      const problems = (rule.query?.selectors ?? []).flatMap((selector) =>
        missingRule(selector, names, isComplete).map((missing) => problemAt(rule, selector, missing)),
      )
      // A query often repeats a selector.
      yield* new Map(problems.map((problem) => [problem.message, problem])).values()
    }
  },
}

const alertNames = (context: CheckContext): ReadonlySet<string> =>
  new Set(rulesIn(context).flatMap(({ fields }) => stringOf(fields.alert) ?? []))

/** Whether no series of recording rules come from elsewhere: by remote write, federation or a configuration that is not in the manifests. */
function hasAllRules(context: CheckContext): boolean {
  return scrapeJobsIn(context)?.every(({ metrics_path: path }) => path !== '/federate') === true
}

interface RuleNames {
  readonly recorded: ReadonlySet<string>
  readonly alerts: ReadonlySet<string>
}

interface MissingRule {
  readonly message: string
  readonly remedy: string | undefined
}

/** @param isComplete whether rules outside of the manifests cannot write the series */
function missingRule(
  { metric, matchers }: SelectorExpression,
  { recorded, alerts }: RuleNames,
  isComplete: boolean,
): readonly MissingRule[] {
  if (metric?.includes(':') === true) return missingName(metric, recorded, isComplete, 'no rule records the series')
  if (metric !== 'ALERTS' && metric !== 'ALERTS_FOR_STATE') return []
  return matchers
    .filter(({ label }) => label === 'alertname')
    .flatMap((matcher) => finiteValues(matcher) ?? [])
    .flatMap((name) => missingName(name, alerts, isComplete, 'no alert has the name'))
}

function missingName(
  name: string,
  names: ReadonlySet<string>,
  isComplete: boolean,
  message: string,
): readonly MissingRule[] {
  if (names.has(name) || name === '') return []
  // Rules may be outside of the manifests: only a name that differs in one place is surely a mistake.
  const similar = [...names].find((other) => differInOnePlace(name, other))
  if (!isComplete && similar === undefined) return []
  const suggestion = similar ?? nearest(name, names)
  return [
    { message: `${message} ${name}`, remedy: suggestion === undefined ? undefined : `Did you mean ${suggestion}?` },
  ]
}

/** Whether two strings are equal except for at most two characters in one place. Other numbers are other windows: `rate5m`. */
function differInOnePlace(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const differences = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  return differences.every((text) => text.length <= 2 && !/\d/.test(text))
}

const problemAt = (rule: SourcedRule, selector: SelectorExpression, { message, remedy }: MissingRule): Problem => ({
  ...inQuery(rule, selector),
  message: `${rule.title}: ${message}.`,
  ...(remedy === undefined ? {} : { remedy }),
})
