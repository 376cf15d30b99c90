import { mappingOf } from '@thanos-gitops/manifest'
import { lastUse, type Program, parsePrometheusDuration, programTitle } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { servesSeries, thanosPrograms, usesObjectStorage } from './components.ts'
import { operatorPrometheuses } from './operator-prometheus.ts'
import { inDocument, type ProblemPlace } from './places.ts'
import { configurationOf, sidecarPairs } from './prometheus.ts'

const hour = 36e5

export const retentionOutlastsAnOutage: Check = {
  name: 'retention-outlasts-an-outage',
  id: 'TH006',
  question: 'data',
  severity: 'error',
  why: 'Blocks that Prometheus, a receiver or a ruler deletes during an outage of the object storage are lost. The minimum is three blocks of two hours.',
  remedy: 'Set the retention of Prometheus to 24h or more.',
  source: 'https://thanos.io/tip/components/sidecar.md/',
  *run(context) {
    for (const { prometheus, sidecar } of sidecarPairs(context)) {
      const retention = usesObjectStorage(sidecar) ? retentionOf(context, prometheus) : undefined
      const duration = parsePrometheusDuration(retention?.text ?? '')
      if (retention === undefined || duration === undefined || duration === 0 || duration >= 24 * hour) continue
      yield shortRetention('Prometheus', retention.text, retention.place, duration)
    }
    for (const { object, spec, uploads } of operatorPrometheuses(context)) {
      // The default of prometheus-operator is 24h.
      const duration = parsePrometheusDuration(String(spec.retention ?? '24h'))
      if (uploads && duration !== undefined && duration > 0 && duration < 24 * hour)
        yield shortRetention('Prometheus', String(spec.retention), { object, pointer: '/spec/retention' }, duration)
    }
    for (const program of thanosPrograms(context, 'receive', 'rule')) {
      const use = lastUse(program, 'tsdb.retention')
      const duration = parsePrometheusDuration(use?.value ?? '')
      const uploads = usesObjectStorage(program) && servesSeries(program)
      if (use?.value === undefined || !uploads || duration === undefined || duration === 0 || duration >= 24 * hour)
        continue
      yield shortRetention(programTitle(program), use.value, flagPlace(program, use), duration)
    }
  },
}

/** @param duration in milliseconds */
const shortRetention = (title: string, text: string, place: ProblemPlace, duration: number): Problem => ({
  ...place,
  message: `${title} keeps blocks for ${text} only.`,
  remedy: `Set the retention of ${title} to 24h or more.`,
  ...(duration >= 6 * hour && { severity: 'warning' }),
})

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
