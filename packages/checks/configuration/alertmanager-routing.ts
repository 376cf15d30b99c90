import { didYouMean, listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { inDocument } from '../thanos/places.ts'

type Steps = readonly (string | number)[]

/** The names to which routes may refer. */
interface RoutingNames {
  readonly receivers: readonly string[]
  readonly timeIntervals: readonly string[]
}

/** The problems of receivers and of the tree of routes in a configuration of Alertmanager. */
export function* routingProblems(document: EmbeddedDocument): Iterable<Problem> {
  const configuration = mappingOf(document.value)
  const names: RoutingNames = {
    receivers: namesIn(configuration.receivers),
    timeIntervals: [...namesIn(configuration.time_intervals), ...namesIn(configuration.mute_time_intervals)],
  }
  yield* repeatedReceivers(document, names.receivers)
  if (configuration.route === undefined) return
  const route = mappingOf(configuration.route)
  if (route.receiver === undefined)
    yield {
      ...inDocument(document, 'route'),
      message: 'the root route has no receiver.',
      remedy: 'Add receiver to the root route.',
    }
  yield* routeProblems(document, ['route'], route, names)
}

const namesIn = (list: unknown): readonly string[] => listOf(list).map((entry) => String(mappingOf(entry).name))

function* repeatedReceivers(document: EmbeddedDocument, receivers: readonly string[]): Iterable<Problem> {
  for (const [index, name] of receivers.entries())
    if (receivers.indexOf(name) !== index)
      yield {
        ...inDocument(document, 'receivers', index, 'name'),
        message: `two receivers have the name ${name}.`,
        remedy: 'Rename or remove one of them.',
      }
}

/** The problems of a route and of the routes below it. */
function* routeProblems(
  document: EmbeddedDocument,
  steps: Steps,
  route: Mapping,
  names: RoutingNames,
): Iterable<Problem> {
  yield* receiverProblems(document, steps, route, names)
  yield* intervalProblems(document, steps, route, names)
  yield* matcherProblems(document, steps, route)
  for (const [index, child] of listOf(route.routes).entries())
    yield* routeProblems(document, [...steps, 'routes', index], mappingOf(child), names)
}

function* receiverProblems(
  document: EmbeddedDocument,
  steps: Steps,
  { receiver }: Mapping,
  { receivers }: RoutingNames,
): Iterable<Problem> {
  if (typeof receiver !== 'string' || receivers.includes(receiver)) return
  yield {
    ...inDocument(document, ...steps, 'receiver'),
    message: `the receiver ${receiver} does not exist.`,
    remedy: didYouMean(receiver, receivers) ?? 'Add it to receivers, or use the name of another receiver.',
  }
}

function* intervalProblems(
  document: EmbeddedDocument,
  steps: Steps,
  route: Mapping,
  { timeIntervals }: RoutingNames,
): Iterable<Problem> {
  for (const field of ['mute_time_intervals', 'active_time_intervals'])
    for (const [index, name] of listOf(route[field]).entries())
      if (!timeIntervals.includes(String(name)))
        yield {
          ...inDocument(document, ...steps, field, index),
          message: `the time interval ${String(name)} does not exist.`,
          remedy: didYouMean(String(name), timeIntervals) ?? 'Add it to time_intervals, or remove it from the route.',
        }
}

const matcherPattern = /^\s*\{?\s*"?[\p{L}_][\p{L}\p{N}_.:/-]*"?\s*(?:=~|!~|!=|=)/u

function* matcherProblems(document: EmbeddedDocument, steps: Steps, { matchers }: Mapping): Iterable<Problem> {
  for (const [index, matcher] of listOf(matchers).entries())
    if (!matcherPattern.test(String(matcher)))
      yield {
        ...inDocument(document, ...steps, 'matchers', index),
        message: `${String(matcher)} is not a valid matcher.`,
        remedy: 'Write label="value", or use !=, =~ or !~ between them.',
      }
}
