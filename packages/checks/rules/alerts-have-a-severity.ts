import { didYouMean } from '@thanos-gitops/manifest'
import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { walk } from '../promql/expression.ts'
import { severityRouting } from './alertmanager-severities.ts'
import { inRule } from './query-place.ts'
import { labelsOfRule } from './rule-labels.ts'

export const alertsHaveASeverity: Check = {
  name: 'alerts-have-a-severity',
  question: 'rules',
  severity: 'warning',
  why: 'Alertmanager routes and inhibits alerts by their severity. An alert without one, or with a misspelled one, goes to the default receiver, which may have no integration.',
  remedy: 'Set the label severity to a value that a route of Alertmanager expects.',
  source: 'https://prometheus.io/docs/alerting/latest/configuration/#route',
  *run(context) {
    const alerts = rulesIn(context).filter(({ isAlert }) => isAlert)
    const isUsed =
      severityRouting(context) !== undefined || alerts.some((alert) => labelsOfRule(alert).severity !== undefined)
    if (isUsed) for (const alert of alerts) yield* severityProblems(context, alert)
  },
}

/** The values that rules of the Prometheus community use. */
const usual = ['critical', 'warning', 'info', 'none']

function* severityProblems(context: CheckContext, rule: SourcedRule): Iterable<Problem> {
  const { severity } = labelsOfRule(rule)
  if (severity === undefined || severity === '') {
    if (!setsSeverity(rule)) yield { ...inRule(rule, 'labels'), message: `${rule.title} has no label severity.` }
    return
  }
  if (severity.includes('{{') || usual.includes(severity)) return
  const routing = severityRouting(context)
  if (routing?.isExpected(severity)) return
  const values = routing === undefined ? usual : [...routing.values, ...usual]
  const suggestion = didYouMean(severity, values)
  if (suggestion === undefined && routing?.dropsOthers !== true) return
  const expected = routing === undefined ? '' : ` No route of Alertmanager is for it.`
  yield {
    ...inRule(rule, 'labels'),
    message: `${rule.title} has the severity ${severity}.${expected}`,
    remedy: suggestion ?? `Use one of ${values.join(', ')}, or add a route.`,
  }
}

/** The result of the query may have the label: label_replace(…, "severity", …). */
const setsSeverity = ({ query }: SourcedRule): boolean =>
  query?.expression === undefined ||
  [...walk(query.expression)].some((part) => part.kind === 'string' && part.value === 'severity') ||
  query.selectors.some(({ metric }) => metric?.startsWith('ALERTS'))
