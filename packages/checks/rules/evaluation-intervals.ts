import { contentOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import { type Program, parseGoDuration, parsePrometheusDuration, valueOrDefault } from '@thanos-gitops/workloads'
import type { SourcedRule } from '../configuration/rules.ts'
import type { CheckContext } from '../engine/check.ts'
import { configurationOf } from '../thanos/prometheus.ts'
import type { SampleInterval } from './scrape-intervals.ts'

/** How often a rule is evaluated. Undefined if the manifests do not show it. */
export function evaluationIntervalOf(context: CheckContext, { group, file }: SourcedRule): SampleInterval | undefined {
  const own = typeof group.interval === 'string' ? parsePrometheusDuration(group.interval) : undefined
  if (own !== undefined && own > 0) return { milliseconds: own, source: `group ${String(group.name)}` }
  const intervals =
    file.readers.length > 0
      ? file.readers.flatMap((program) => intervalOfProgram(context, program) ?? [])
      : file.object.object.kind === 'PrometheusRule'
        ? intervalsOfOperator(context)
        : []
  return intervals.toSorted((a, b) => a.milliseconds - b.milliseconds)[0]
}

function intervalOfProgram(context: CheckContext, program: Program): SampleInterval | undefined {
  if (program.name === 'prometheus') {
    const value = configurationOf(context, program)?.document.value
    const interval = stringOf(mappingOf(mappingOf(value).global).evaluation_interval) ?? '1m'
    return intervalFrom(value === undefined ? undefined : parsePrometheusDuration(interval), 'evaluation_interval')
  }
  const value = valueOrDefault(program, 'eval-interval')
  return intervalFrom(value === undefined ? undefined : parseDuration(value), '--eval-interval')
}

const parseDuration = (value: string): number | undefined => parsePrometheusDuration(value) ?? parseGoDuration(value)

const intervalFrom = (milliseconds: number | undefined, source: string): SampleInterval | undefined =>
  milliseconds === undefined || milliseconds === 0 ? undefined : { milliseconds, source }

const intervalsOfOperator = (context: CheckContext): readonly SampleInterval[] =>
  ['Prometheus', 'ThanosRuler'].flatMap((kind) =>
    context.ofKind(kind).flatMap((object) => {
      const { evaluationInterval } = mappingOf(contentOf(object).spec)
      const interval = parsePrometheusDuration(stringOf(evaluationInterval) ?? '30s')
      return intervalFrom(interval, `${kind}/${object.object.metadata.name}`) ?? []
    }),
  )
