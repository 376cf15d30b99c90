import { mappingOf } from '@thanos-gitops/manifest'
import { lastUse, type Program, parsePrometheusDuration } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { usesObjectStorage } from './components.ts'
import { inDocument } from './places.ts'
import { configurationOf, sidecarPairs } from './prometheus.ts'

const hour = 36e5

export const retentionOutlastsAnOutage: Check = {
  name: 'retention-outlasts-an-outage',
  id: 'TH006',
  severity: 'error',
  why: 'Blocks that Prometheus deletes before the object storage is back are lost. Three blocks of two hours are the least.',
  remedy: 'Keep 24h or more in Prometheus.',
  source: 'https://thanos.io/tip/components/sidecar.md/',
  *run(context) {
    for (const { prometheus, sidecar } of sidecarPairs(context)) {
      const retention = usesObjectStorage(sidecar) ? retentionOf(context, prometheus) : undefined
      const duration = parsePrometheusDuration(retention?.text ?? '')
      if (retention === undefined || duration === undefined || duration === 0 || duration >= 24 * hour) continue
      yield {
        ...retention.place,
        message: `Prometheus keeps ${retention.text} only.`,
        ...(duration >= 6 * hour && { severity: 'warning' as const }),
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
  const tsdb = mappingOf(mappingOf(mappingOf(configuration?.document.value).storage).tsdb)
  const time = mappingOf(tsdb.retention).time
  if (configuration && typeof time === 'string')
    return { text: time, place: inDocument(configuration.document, 'storage', 'tsdb', 'retention', 'time') }
  const use = lastUse(prometheus, 'storage.tsdb.retention.time')
  return use?.value === undefined ? undefined : { text: use.value, place: flagPlace(prometheus, use) }
}
