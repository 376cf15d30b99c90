import { rulesIn } from '../configuration/rules.ts'
import type { Check } from '../engine/check.ts'
import { bareCounters } from '../promql/bare-counters.ts'
import { sureCounters } from './metric-kinds.ts'
import { inQuery } from './query-place.ts'

export const alertsCompareRatesOfCounters: Check = {
  name: 'alerts-compare-rates-of-counters',
  question: 'rules',
  severity: 'warning',
  why: 'A counter contains all events since the start of its process. An alert on its value fires long after the events, continues to fire until the process restarts, and a restart hides them.',
  remedy: 'Compare the events of a period: increase(…[10m]) > 0 or rate(…[5m]).',
  source: 'https://prometheus.io/docs/concepts/metric_types/#counter',
  *run(context) {
    const kinds = sureCounters(context)
    for (const rule of rulesIn(context)) {
      if (!rule.isAlert || rule.query?.expression === undefined) continue
      const counters = new Map(bareCounters(rule.query.expression, kinds).map((counter) => [counter.metric, counter]))
      for (const counter of counters.values())
        yield {
          ...inQuery(rule, counter),
          message: `${rule.title} uses the value of the counter ${counter.metric} since the start of its process.`,
        }
    }
  },
}
