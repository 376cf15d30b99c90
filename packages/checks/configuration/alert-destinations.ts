// Which receivers of Alertmanager alerts reach.
import { listOf, type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import { parsePrometheusDuration, valueOrDefault } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { programsNamed } from '../thanos/components.ts'
import { withDistinctDocuments } from './configuration-problems.ts'

/** The configurations of the Alertmanagers, once each. */
export function alertmanagerDocuments(context: CheckContext): readonly EmbeddedDocument[] {
  const documents = programsNamed(context, 'alertmanager').flatMap((program) => {
    const document = context.documentAt(program.container, valueOrDefault(program, 'config.file') ?? '')
    return document === undefined ? [] : [{ document }]
  })
  return withDistinctDocuments(context, documents).map(({ document }) => document)
}

/** A route with what it inherits from the routes above it. */
export interface Destination {
  readonly receiver: string
  /** Whether the receiver has an integration, such as an element of `slack_configs`. */
  readonly notifies: boolean
  /** Whether only the alert Watchdog comes to the route. */
  readonly isForWatchdog: boolean
  /** In milliseconds; undefined if it is not a duration. */
  readonly repeatInterval: number | undefined
}

/** The routes of a configuration, the root included. */
export function destinationsIn({ value }: EmbeddedDocument): readonly Destination[] {
  const { route, receivers } = mappingOf(value)
  const notifying = new Set(
    listOf(receivers)
      .map(mappingOf)
      .filter((receiver) => Object.entries(receiver).some(isIntegration))
      .map(({ name }) => stringOf(name)),
  )
  return destinationsOf(mappingOf(route), { receiver: '', isForWatchdog: false, interval: '4h' }, notifying)
}

const isIntegration = ([key, list]: readonly [string, unknown]): boolean =>
  key.endsWith('_configs') && listOf(list).length > 0

interface Inherited {
  readonly receiver: string
  readonly isForWatchdog: boolean
  readonly interval: string
}

function destinationsOf(
  route: Mapping,
  above: Inherited,
  notifying: ReadonlySet<string | undefined>,
): readonly Destination[] {
  const receiver = stringOf(route.receiver) ?? above.receiver
  const isForWatchdog = above.isForWatchdog || selectsWatchdog(route)
  const interval = stringOf(route.repeat_interval) ?? above.interval
  const own = {
    receiver,
    notifies: notifying.has(receiver),
    isForWatchdog,
    repeatInterval: parsePrometheusDuration(interval),
  }
  const children = listOf(route.routes).map(mappingOf)
  return [own, ...children.flatMap((child) => destinationsOf(child, { receiver, isForWatchdog, interval }, notifying))]
}

const selectsWatchdog = ({ matchers, match }: Mapping): boolean =>
  mappingOf(match).alertname === 'Watchdog' ||
  listOf(matchers).some((matcher) => /^\s*\{?\s*alertname\s*=\s*"?Watchdog"?\s*\}?\s*$/.test(String(matcher)))
