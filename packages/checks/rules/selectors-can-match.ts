import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, Problem } from '../engine/check.ts'
import type { LabelMatcher } from '../promql/analysis.ts'
import type { SelectorExpression } from '../promql/expression.ts'
import type { LabelSet } from '../promql/labels/label-set.ts'
import { unknownLabel } from '../promql/labels/label-state.ts'
import { formatMatcher, stateAfterMatchers } from '../promql/labels/matcher-values.ts'
import { labelAnalysisFor } from './query-labels.ts'
import { inQuery } from './query-place.ts'

export const selectorsCanMatch: Check = {
  name: 'selectors-can-match',
  question: 'rules',
  severity: 'error',
  why: 'A series must fulfill all matchers of a selector. If they contradict each other, or the labels that the series have, the selector matches no series: the alert never fires.',
  remedy: 'Correct or remove one of the matchers. To match one of several values, write =~"a|b".',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/basics/#instant-vector-selectors',
  *run(context) {
    for (const rule of rulesIn(context)) {
      if (rule.query === undefined) continue
      const labelsOf = labelAnalysisFor(context, rule)
      for (const selector of rule.query.selectors) yield* contradictions(rule, selector, labelsOf(selector))
    }
  },
}

/** Rules from templates often have a setting in this place, whose default `.*` turns the alert off. */
const isExcludingAll = ({ operator, value }: LabelMatcher): boolean => operator === '!~' && /^\(?\.\*\)?$/.test(value)

function* contradictions(rule: SourcedRule, selector: SelectorExpression, labels: LabelSet): Iterable<Problem> {
  for (const [label, matchers] of Map.groupBy(selector.matchers, (matcher) => matcher.label)) {
    const message = contradiction(label, matchers, labels)
    if (message !== undefined)
      yield {
        ...inQuery(rule, matchers[0]!),
        message: `${rule.title}: ${message}, so the selector matches no series.`,
        ...(matchers.some(isExcludingAll) ? { severity: 'warning' } : {}),
      }
  }
}

function contradiction(label: string, matchers: readonly LabelMatcher[], labels: LabelSet): string | undefined {
  const excluding = matchers.find(isExcludingAll)
  if (excluding !== undefined) return `${formatMatcher(excluding)} excludes every value`
  if (labels.known.get(label)?.values?.size !== 0) return undefined
  const list = matchers.map(formatMatcher).join(', ')
  return stateAfterMatchers(unknownLabel, matchers).values?.size === 0
    ? `no value of ${label} fulfills ${list}`
    : `the series never have a value of ${label} that fulfills ${list}`
}
