import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { programsNamed } from '../thanos/components.ts'
import { inDocument } from '../thanos/places.ts'
import { alertmanagerDocuments, destinationsIn } from './alert-destinations.ts'

export const alertsReachPeople: Check = {
  name: 'alerts-reach-people',
  question: 'rules',
  severity: 'error',
  why: 'Alerts that notify nobody are visible on a web page only, which nobody reads at night. An outage is found by its users.',
  remedy:
    'Set alerting in environment.yaml, for example alerting: {receivers: [{name: chat, slack_configs: [{channel: "#alerts", api_url: {key: slack-url}}]}]}. For a laptop, set laptop: true.',
  source: 'https://prometheus.io/docs/alerting/latest/configuration/#receiver',
  *run(context) {
    if (context.environment === undefined || context.environment.isLaptop) return
    if (programsNamed(context, 'alertmanager').length === 0) yield* unsentAlerts(context)
    for (const document of alertmanagerDocuments(context))
      if (!destinationsIn(document).some(({ notifies, isForWatchdog }) => notifies && !isForWatchdog))
        yield {
          ...inDocument(document, 'route', 'receiver'),
          message: 'alerts reach nobody: no route leads to a receiver with an integration.',
        }
  },
}

/** The configurations of Prometheus that send alerts to no Alertmanager. */
function* unsentAlerts(context: CheckContext): Iterable<Problem> {
  for (const program of programsNamed(context, 'prometheus')) {
    const document = context.documentAt(program.container, valueOrDefault(program, 'config.file') ?? '')
    if (document === undefined || listOf(mappingOf(mappingOf(document.value).alerting).alertmanagers).length > 0)
      continue
    yield {
      ...inDocument(document),
      message: 'alerts reach nobody: Prometheus sends them to no Alertmanager.',
      remedy:
        'Add alertmanager to components in environment.yaml and set alerting, or add the Alertmanager of another cluster to /alerting/alertmanagers by a patch. For a laptop, set laptop: true.',
    }
  }
}
