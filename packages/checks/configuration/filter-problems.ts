import { listOf, mappingOf } from '@thanos-gitops/manifest'
import type { Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { inDocument } from '../thanos/places.ts'

type Steps = readonly (string | number)[]

/** The steps of relabeling that Prometheus accepts, but that keep or drop everything or nothing. */
export function* filterProblems(document: EmbeddedDocument): Iterable<Problem> {
  const configuration = mappingOf(document.value)
  for (const [index, job] of listOf(configuration.scrape_configs).map(mappingOf).entries())
    for (const field of ['relabel_configs', 'metric_relabel_configs'])
      yield* problemsOfSteps(document, ['scrape_configs', index, field], job[field])
  const { alert_relabel_configs: steps } = mappingOf(configuration.alerting)
  yield* problemsOfSteps(document, ['alerting', 'alert_relabel_configs'], steps)
}

function* problemsOfSteps(document: EmbeddedDocument, place: Steps, list: unknown): Iterable<Problem> {
  for (const [index, { action, source_labels: sources }] of listOf(list).map(mappingOf).entries())
    if ((action === 'keep' || action === 'drop') && listOf(sources).length === 0)
      yield {
        ...inDocument(document, ...place, index, 'source_labels'),
        message: `the action ${action} without source_labels ${action === 'keep' ? 'keeps' : 'drops'} everything or nothing.`,
        remedy: 'Add source_labels.',
        severity: 'warning',
      }
}
