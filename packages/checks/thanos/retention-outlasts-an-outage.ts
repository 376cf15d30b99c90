import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { fieldsOf } from '../engine/workload.ts'
import { lastUse, type Program, placeOf } from '../flags/program.ts'
import { durationOf } from '../flags/value-problem.ts'
import { configurationOf, withSidecar } from './prometheus.ts'
import { inDocument, uploads } from './stack.ts'

const hour = 36e5

export const retentionOutlastsAnOutage: Check = {
  name: 'retention-outlasts-an-outage',
  id: 'TH006',
  severity: 'error',
  why: 'Blocks that Prometheus deletes before the object storage is back are lost. Three blocks of two hours are the least.',
  remedy: 'Keep 24h or more in Prometheus.',
  source: 'https://thanos.io/tip/components/sidecar.md/',
  *run(context) {
    for (const { prometheus, sidecar } of withSidecar(context)) {
      const retention = uploads(sidecar) ? retentionOf(context, prometheus) : undefined
      const kept = durationOf(retention?.text)
      if (retention === undefined || kept === undefined || kept === 0 || kept >= 24 * hour) continue
      yield {
        ...retention.place,
        message: `Prometheus keeps ${retention.text} only.`,
        ...(kept >= 6 * hour && { severity: 'warning' as const }),
      }
    }
  },
}

/** The configuration file wins over the flag. */
export function retentionOf(
  context: CheckContext,
  prometheus: Program,
): { text: string; place: Pick<Problem, 'object' | 'pointer' | 'offset'> } | undefined {
  const configuration = configurationOf(context, prometheus)
  const tsdb = fieldsOf(fieldsOf(fieldsOf(configuration?.document.value).storage).tsdb)
  const time = fieldsOf(tsdb.retention).time
  if (configuration && typeof time === 'string')
    return { text: time, place: inDocument(configuration.document, 'storage', 'tsdb', 'retention', 'time') }
  const use = lastUse(prometheus, 'storage.tsdb.retention.time')
  return use?.value === undefined ? undefined : { text: use.value, place: placeOf(prometheus, use) }
}
