import { mappingOf } from '@thanos-gitops/manifest'
import { type Program, parsePrometheusDuration } from '@thanos-gitops/workloads'
import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { type Expression, partsOf } from '../promql/expression.ts'
import { configurationOf } from '../thanos/prometheus.ts'
import { retentionOf } from '../thanos/retention-outlasts-an-outage.ts'
import { formatSpan } from './format-span.ts'
import { excerptOf, inQuery, inRule } from './query-place.ts'

/** Of Prometheus without a retention time or size. */
const defaultRetention = '15d'

export const queriesAreWithinRetention: Check = {
  name: 'queries-are-within-retention',
  question: 'rules',
  severity: 'warning',
  why: 'Prometheus evaluates its rules on its own data only. A range or an offset beyond its retention reads a shorter period, or nothing, although the name of the series states the whole one.',
  remedy:
    'Shorten the range, extend the retention, or evaluate the rule in a Thanos ruler, which also reads object storage.',
  source: 'https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects',
  *run(context) {
    for (const rule of rulesIn(context)) {
      const retention = rule.file.isForRuler === false ? longestRetention(context, rule.file.readers) : undefined
      if (retention === undefined || rule.query?.expression === undefined) continue
      yield* longReads(rule, rule.query.expression, 0, retention)
      yield* longWait(rule, retention)
    }
  },
}

interface Retention {
  readonly text: string
  readonly milliseconds: number
}

/** The longest retention of the readers. Undefined if a configuration is not in the manifests or uses another database. */
function longestRetention(context: CheckContext, readers: readonly Program[]): Retention | undefined {
  const retentions = readers.map((program) => {
    const configuration = configurationOf(context, program)
    // With remote_read, Prometheus also queries another database.
    if (configuration === undefined || mappingOf(configuration.document.value).remote_read !== undefined)
      return undefined
    const text = retentionOf(context, program)?.text ?? defaultRetention
    const milliseconds = parsePrometheusDuration(text)
    return milliseconds === undefined || milliseconds === 0 ? undefined : { text, milliseconds }
  })
  if (!retentions.every((retention) => retention !== undefined)) return undefined
  return retentions.toSorted((a, b) => b.milliseconds - a.milliseconds)[0]
}

/** @param outer milliseconds before the evaluation at which the enclosing subqueries begin */
function* longReads(rule: SourcedRule, part: Expression, outer: number, retention: Retention): Iterable<Problem> {
  if (part.kind !== 'selector' && part.kind !== 'subquery') {
    for (const inner of partsOf(part)) yield* longReads(rule, inner, outer, retention)
    return
  }
  const age = outer + (part.range?.milliseconds ?? 0) + (part.offset ?? 0)
  if (age > retention.milliseconds)
    yield {
      ...inQuery(rule, part),
      message: `${rule.title}: ${excerptOf(rule, part)} reads data of the last ${formatSpan(age)}, but Prometheus keeps ${retention.text}.`,
    }
  else if (part.kind === 'subquery') yield* longReads(rule, part.inner, age, retention)
}

function* longWait(rule: SourcedRule, retention: Retention): Iterable<Problem> {
  const wait = parsePrometheusDuration(String(rule.fields.for ?? ''))
  if (wait !== undefined && wait > retention.milliseconds)
    yield {
      ...inRule(rule, 'for'),
      message: `${rule.title} waits for ${formatSpan(wait)}, but Prometheus keeps ${retention.text}.`,
    }
}
