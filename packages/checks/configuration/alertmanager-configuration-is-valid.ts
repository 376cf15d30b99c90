import { listOf, mappingOf, nearest } from '@thanos-gitops/manifest'
import { valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { programsNamed } from '../thanos/components.ts'
import { inDocument } from '../thanos/places.ts'
import { syntaxProblems, typeProblems } from './configuration-problems.ts'
import { alertmanagerShape } from './prometheus-types.ts'
import { lineOffset, refusalBy } from './tools.ts'

export const alertmanagerConfigurationIsValid: Check = {
  name: 'alertmanager-configuration-is-valid',
  severity: 'error',
  why: 'Alertmanager does not start with a configuration that it cannot read, and a route to a receiver that is not there is one.',
  remedy: 'Correct the document.',
  source: 'https://prometheus.io/docs/alerting/latest/configuration/; amtool judges too where it is on PATH',
  *run(context) {
    for (const document of documentsIn(context)) {
      const own = [
        ...syntaxProblems(document),
        ...(document.value === undefined
          ? []
          : [...typeProblems(document, alertmanagerShape), ...routeProblems(document)]),
      ]
      yield* own
      const refusal = own.length > 0 ? undefined : refusalBy('amtool', document.text)
      if (refusal)
        yield {
          object: document.object,
          pointer: document.pointer,
          ...(refusal.line !== undefined && { offset: document.offset + lineOffset(document.text, refusal.line) }),
          message: `amtool refuses ${document.key}: ${refusal.message}`,
        }
    }
  },
}

function documentsIn(context: CheckContext): EmbeddedDocument[] {
  const found = programsNamed(context, 'alertmanager').flatMap(
    (program) => context.documentAt(program.container, valueOrDefault(program, 'config.file') ?? '') ?? [],
  )
  return [
    ...new Map(
      found.map((document) => [
        `${context.namespaceOf(document.object)}/${document.object.object.metadata.name}${document.pointer}`,
        document,
      ]),
    ).values(),
  ]
}

function* routeProblems(document: EmbeddedDocument): Iterable<Problem> {
  const { route, receivers, time_intervals: times, mute_time_intervals: mutes } = mappingOf(document.value)
  const names = listOf(receivers).map((receiver) => String(mappingOf(receiver).name))
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      yield { ...inDocument(document, 'receivers', index, 'name'), message: `two receivers are called ${name}.` }
  const intervals = [...listOf(times), ...listOf(mutes)].map((interval) => String(mappingOf(interval).name))
  if (route !== undefined && mappingOf(route).receiver === undefined)
    yield { ...inDocument(document, 'route'), message: 'the first route has no receiver.' }
  yield* routesFrom(document, ['route'], route, names, intervals)
}

function* routesFrom(
  document: EmbeddedDocument,
  steps: readonly (string | number)[],
  route: unknown,
  receivers: readonly string[],
  intervals: readonly string[],
): Iterable<Problem> {
  const fields = mappingOf(route)
  const { receiver } = fields
  if (typeof receiver === 'string' && !receivers.includes(receiver)) {
    const similar = nearest(receiver, receivers)
    yield {
      ...inDocument(document, ...steps, 'receiver'),
      message: `there is no receiver ${receiver}.`,
      ...(similar !== undefined && { remedy: `Did you mean ${similar}?` }),
    }
  }
  for (const field of ['mute_time_intervals', 'active_time_intervals'])
    for (const [index, name] of listOf(fields[field]).entries())
      if (!intervals.includes(String(name)))
        yield { ...inDocument(document, ...steps, field, index), message: `there is no time interval ${String(name)}.` }
  for (const [index, matcher] of listOf(fields.matchers).entries())
    if (!/^\s*\{?\s*"?[\p{L}_][\p{L}\p{N}_.:/-]*"?\s*(?:=~|!~|!=|=)/u.test(String(matcher)))
      yield {
        ...inDocument(document, ...steps, 'matchers', index),
        message: `${String(matcher)} is no matcher.`,
        remedy: 'Write label="value", or with !=, =~ or !~.',
      }
  for (const [index, child] of listOf(fields.routes).entries())
    yield* routesFrom(document, [...steps, 'routes', index], child, receivers, intervals)
}
