import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import {
  lastValue,
  type Program,
  parseGoDuration,
  parsePrometheusDuration,
  valueOrDefault,
} from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { programsNamed } from './components.ts'
import { inDocument } from './places.ts'

export const notificationsRepeatWithinRetention: Check = {
  name: 'notifications-repeat-within-retention',
  question: 'limits',
  severity: 'warning',
  why: 'Alertmanager forgets a notification after --data.retention. If the alert still fires then, it sends the notification again, earlier than repeat_interval.',
  remedy: 'Set --data.retention above the longest repeat_interval, or a shorter repeat_interval.',
  source: 'https://github.com/prometheus/alertmanager/blob/v0.34.0/cmd/alertmanager/main.go',
  *run(context) {
    for (const program of programsNamed(context, 'alertmanager')) yield* problemsOf(context, program)
  },
}

function* problemsOf(context: CheckContext, program: Program): Iterable<Problem> {
  const document = context.documentAt(program.container, lastValue(program, 'config.file') ?? '')
  const retention = valueOrDefault(program, 'data.retention') ?? '120h'
  const kept = parseGoDuration(retention)
  if (document === undefined || kept === undefined) return
  for (const { interval, steps } of intervalsIn(mappingOf(mappingOf(document.value).route), ['route'])) {
    const repeated = parsePrometheusDuration(interval)
    if (repeated !== undefined && repeated > kept) yield problemAt(document, steps, interval, retention)
  }
}

const problemAt = (
  document: EmbeddedDocument,
  steps: readonly (string | number)[],
  interval: string,
  retention: string,
): Problem => ({
  ...inDocument(document, ...steps),
  message: `repeat_interval is ${interval}, but Alertmanager forgets notifications after ${retention} (--data.retention).`,
})

interface RepeatInterval {
  readonly interval: string
  readonly steps: readonly (string | number)[]
}

function* intervalsIn(route: Mapping, steps: readonly (string | number)[]): Iterable<RepeatInterval> {
  const { repeat_interval: interval, routes } = route
  if (typeof interval === 'string') yield { interval, steps: [...steps, 'repeat_interval'] }
  for (const [index, child] of listOf(routes).entries())
    yield* intervalsIn(mappingOf(child), [...steps, 'routes', index])
}
