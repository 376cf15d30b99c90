import { mappingOf } from '@thanos-gitops/manifest'
import { lastUse, type Program, parsePrometheusDuration } from '@thanos-gitops/workloads'
import type { Check, CheckContext } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { usesObjectStorage } from './components.ts'
import { inDocument, type ProblemPlace } from './places.ts'
import { configurationOf, sidecarPairs } from './prometheus.ts'

const hour = 36e5

export const retentionOutlastsAnOutage: Check = {
  name: 'retention-outlasts-an-outage',
  id: 'TH006',
  question: 'data',
  severity: 'error',
  why: 'Blocks that Prometheus deletes during an outage of the object storage are lost. The minimum is three blocks of two hours.',
  remedy: 'Set the retention of Prometheus to 24h or more.',
  source: 'https://thanos.io/tip/components/sidecar.md/',
  *run(context) {
    for (const { prometheus, sidecar } of sidecarPairs(context)) {
      const retention = usesObjectStorage(sidecar) ? retentionOf(context, prometheus) : undefined
      const duration = parsePrometheusDuration(retention?.text ?? '')
      if (retention === undefined || duration === undefined || duration === 0 || duration >= 24 * hour) continue
      yield {
        ...retention.place,
        message: `Prometheus keeps blocks for ${retention.text} only.`,
        ...(duration >= 6 * hour && { severity: 'warning' as const }),
      }
    }
  },
}

/** The retention time of Prometheus. The configuration file takes precedence over the flag. */
export function retentionOf(
  context: CheckContext,
  prometheus: Program,
): { readonly text: string; readonly place: ProblemPlace } | undefined {
  const configuration = configurationOf(context, prometheus)
  const { tsdb } = mappingOf(mappingOf(configuration?.document.value).storage)
  const { time } = mappingOf(mappingOf(tsdb).retention)
  if (configuration && typeof time === 'string')
    return { text: time, place: inDocument(configuration.document, 'storage', 'tsdb', 'retention', 'time') }
  const use = lastUse(prometheus, 'storage.tsdb.retention.time')
  return use?.value === undefined ? undefined : { text: use.value, place: flagPlace(prometheus, use) }
}
