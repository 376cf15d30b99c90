import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'

export const rulesAreEvaluatedOnce: Check = {
  name: 'rules-are-evaluated-once',
  question: 'identities',
  severity: 'error',
  why: 'Two equal recording rules write samples of the same series with the same time: the evaluation of one of them fails with a duplicate sample. Two equal alerts fire and are resolved independently of each other.',
  remedy: 'Remove one of the two rules.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/#rule',
  *run(context) {
    const first = new Map<string, SourcedRule>()
    for (const rule of rulesIn(context))
      for (const reader of readersOf(rule)) {
        const key = `${reader} ${identityOf(rule)}`
        const other = first.get(key)
        if (other === undefined) first.set(key, rule)
        else {
          yield repeatedRule(rule, other)
          break
        }
      }
  },
}

/** Without readers in the manifests, such as for a PrometheusRule, one reader reads all rules of a namespace. */
function readersOf({ file }: SourcedRule): readonly string[] {
  const readers = file.readers.map(({ container: { workload, name } }) =>
    [workload.namespace, workload.kind, workload.name, name].join('/'),
  )
  return readers.length > 0 ? readers : [`${file.object.object.kind} ${file.object.object.metadata.namespace ?? ''}`]
}

const identityOf = ({ fields: { alert, record, expr, labels } }: SourcedRule): string =>
  JSON.stringify([alert, record, typeof expr === 'string' ? expr.replaceAll(/\s+/g, ' ').trim() : expr, labels])

const repeatedRule = (rule: SourcedRule, other: SourcedRule): Problem => ({
  object: rule.file.object,
  pointer: `${rule.pointer}/${rule.isAlert ? 'alert' : 'record'}`,
  message: `${rule.title} of the group ${String(rule.group.name)} is also in the group ${String(other.group.name)} (${lineOf({ object: other.file.object, pointer: other.pointer })}).`,
  ...(rule.isAlert && { severity: 'warning' }),
})
