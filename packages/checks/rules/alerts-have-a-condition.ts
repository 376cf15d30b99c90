import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { LabelMatcher } from '../promql/analysis.ts'
import { canBeNaN, outcomeOf } from '../promql/bounds.ts'
import { type ConditionFacts, type Unconditional, unconditionalParts } from '../promql/condition.ts'
import type { SelectorExpression } from '../promql/expression.ts'
import { boundsAnalysis } from './metric-bounds.ts'
import { excerptOf, inQuery } from './query-place.ts'
import { recordingRules } from './recorded-rules.ts'

export const alertsHaveACondition: Check = {
  name: 'alerts-have-a-condition',
  question: 'rules',
  severity: 'warning',
  why: 'Each series that the query of an alert returns is an alert. A query without a condition always returns its series, so the alert fires indefinitely.',
  remedy: 'Compare the result with a threshold, such as > 0.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/',
  *run(context) {
    for (const rule of rulesIn(context)) if (rule.isAlert) yield* alwaysFiring(context, rule)
  },
}

function* alwaysFiring(context: CheckContext, rule: SourcedRule): Iterable<Problem> {
  const { query, title } = rule
  // An alert without a selector, such as vector(1), fires on purpose: it shows that notifications arrive.
  if (query?.expression === undefined || query.selectors.length === 0) return
  const parts = unconditionalParts(query.expression, conditionFacts(context))
  for (const unconditional of parts)
    yield {
      ...inQuery(rule, unconditional.part),
      message: `${title} always fires: ${describe(rule, unconditional)}.`,
      remedy: remedies[unconditional.reason] ?? alertsHaveACondition.remedy,
    }
}

const remedies: Partial<Readonly<Record<Unconditional['reason'], string>>> = {
  bool: 'Remove bool.',
  'always true': 'Correct the threshold or the operator.',
}

function describe(rule: SourcedRule, { part, reason }: Unconditional): string {
  const excerpt = excerptOf(rule, part)
  switch (reason) {
    case 'bool':
      return `with bool, ${excerpt} returns 0 instead of nothing`
    case 'constant':
      return `${excerpt} always has a result`
    case 'always true':
      return `${excerpt} is true for all values`
    case 'no comparison':
      return `${excerpt} has a result while its series exist, whatever their values`
  }
}

const conditionFacts = (context: CheckContext, path: readonly string[] = []): ConditionFacts => ({
  isConditional: (selector) => isConditional(context, selector, path),
  isAlwaysTrue({ left, operator, right }) {
    const boundsOf = boundsAnalysis(context)
    return outcomeOf(boundsOf(left), operator, boundsOf(right)) === 'always' && !canBeNaN(left) && !canBeNaN(right)
  },
})

/** Whether series exist only under a condition: the alerts that fire, states in labels, and the results of rules with a condition. */
function isConditional(
  context: CheckContext,
  { metric, matchers }: SelectorExpression,
  path: readonly string[],
): boolean {
  if (metric === undefined) return false
  if (metric === 'ALERTS' || metric === 'ALERTS_FOR_STATE') return true
  const rules = recordingRules(context).get(metric)
  // The value of such a metric is always 1; a matcher for one of its labels is the condition.
  if (rules === undefined) return /_(?:info|metadata)$/.test(metric) && matchers.some(selectsState)
  if (path.includes(metric)) return false
  const facts = conditionFacts(context, [...path, metric])
  return rules.every(
    ({ query }) => query?.expression !== undefined && unconditionalParts(query.expression, facts).length === 0,
  )
}

const selectsState = ({ label }: LabelMatcher): boolean =>
  !['__name__', 'job', 'instance', 'namespace', 'cluster'].includes(label)
