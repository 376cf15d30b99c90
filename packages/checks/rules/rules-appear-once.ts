import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { inSameNamespace } from '../engine/check.ts'
import { inRule } from './query-place.ts'
import { labelsOfRule } from './rule-labels.ts'

export const rulesAppearOnce: Check = {
  name: 'rules-appear-once',
  question: 'rules',
  severity: 'warning',
  why: 'Two rules with the same name, labels and query write the same series: Prometheus drops one of two samples and logs a warning at each evaluation. Of two equal alerts, a later change of one has no effect, because the other still fires.',
  remedy: 'Remove one of the rules.',
  source: 'https://github.com/prometheus/prometheus/blob/v3.13.2/rules/group.go',
  *run(context) {
    for (const rules of Map.groupBy(rulesIn(context), identityOf).values())
      for (const [index, rule] of rules.entries()) {
        const first = rules.slice(0, index).find((other) => haveOneReader(context, rule, other))
        if (first !== undefined) yield duplicate(rule, first)
      }
  },
}

function identityOf(rule: SourcedRule): string {
  const { alert, record, expr } = rule.fields
  const labels = Object.entries(labelsOfRule(rule)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([alert, record, String(expr).replaceAll(/\s+/g, ''), labels])
}

/** Whether one program reads both; without a known program, whether both are in one namespace. */
function haveOneReader(context: CheckContext, { file: a }: SourcedRule, { file: b }: SourcedRule): boolean {
  if (a.object === b.object) return true
  if (a.readers.length > 0 && b.readers.length > 0) return a.readers.some((reader) => b.readers.includes(reader))
  return (
    a.readers.length === b.readers.length &&
    a.object.object.kind === b.object.object.kind &&
    inSameNamespace(context.namespaceOf(a.object), context.namespaceOf(b.object))
  )
}

function duplicate(rule: SourcedRule, first: SourcedRule): Problem {
  const { kind, metadata } = first.file.object.object
  const group = String(first.group.name)
  const place = first.file.object === rule.file.object ? `group ${group}` : `group ${group} of ${kind}/${metadata.name}`
  return { ...inRule(rule, 'expr'), message: `${rule.title} is also in ${place}, with the same labels and query.` }
}
