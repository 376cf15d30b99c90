import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { inDocument } from '../thanos/places.ts'
import { alertmanagerDocuments, type Destination, destinationsIn } from './alert-destinations.ts'
import { rulesIn } from './rules.ts'

const hour = 3_600_000

export const watchdogLeavesTheCluster: Check = {
  name: 'watchdog-leaves-the-cluster',
  question: 'rules',
  severity: 'error',
  why: 'A stack that is down sends no alert about itself. Only a service outside the cluster notices that messages stop, and notifies people. Without it, a broken Prometheus or Alertmanager looks like a cluster without problems.',
  remedy:
    'Add a receiver of a service that expects regular messages, and name it in environment.yaml: alerting: {deadMansSwitch: heartbeat, …}.',
  source: 'https://prometheus.io/docs/practices/alerting/#metamonitoring',
  *run(context) {
    if (context.environment === undefined || context.environment.isLaptop) return
    for (const document of alertmanagerDocuments(context)) yield* problemsOf(context, document)
  },
}

function* problemsOf(context: CheckContext, document: EmbeddedDocument): Iterable<Problem> {
  const destinations = destinationsIn(document)
  // alerts-reach-people reports that no alert at all leaves the cluster.
  if (!destinations.some(({ notifies }) => notifies)) return
  const routes = destinations.filter(({ isForWatchdog, notifies }) => isForWatchdog && notifies)
  const problem = routeProblem(routes, destinations) ?? ruleProblem(context)
  if (problem !== undefined) yield { ...inDocument(document, 'route'), ...problem }
}

type Described = Pick<Problem, 'message' | 'remedy'>

function routeProblem(routes: readonly Destination[], destinations: readonly Destination[]): Described | undefined {
  if (routes.length === 0)
    return { message: "no dead man's switch: no route sends the alert Watchdog to a receiver of its own." }
  if (!routes.some(({ repeatInterval }) => repeatInterval !== undefined && repeatInterval <= hour))
    return {
      message: "the dead man's switch is slow: Watchdog is sent less than once an hour.",
      remedy: 'Set repeat_interval and group_interval of its route to a few minutes.',
    }
  const shared = routes.find(({ receiver }) =>
    destinations.some((other) => !other.isForWatchdog && other.receiver === receiver),
  )
  return shared === undefined
    ? undefined
    : {
        message: `Watchdog is sent to ${shared.receiver}, which also gets other alerts: people get a message every few minutes.`,
        remedy: 'Give Watchdog a receiver of its own.',
      }
}

const ruleProblem = (context: CheckContext): Described | undefined =>
  rulesIn(context).some(({ title }) => title === 'alert Watchdog')
    ? undefined
    : {
        message: "no dead man's switch: there is no alert Watchdog.",
        remedy: 'Add a rule that always fires: alert: Watchdog, expr: vector(1).',
      }
