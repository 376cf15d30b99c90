import { lastValue, usesOf } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'
import { replicaLabelFlags, writersIn } from './labels.ts'

export const offlineDeduplicationIsSafe: Check = {
  name: 'offline-deduplication-is-safe',
  id: 'TH011',
  severity: 'error',
  why: 'What the compactor merges cannot be taken apart again. A label that query does not merge by is no replica label, and merging by it loses series.',
  remedy:
    'Give --deduplication.replica-label only labels that query has as --query.replica-label, and --deduplication.func=penalty for replicas of Prometheus.',
  source: 'https://thanos.io/tip/components/compact.md/#vertical-compactions',
  *run(context) {
    const known = new Set(
      thanosPrograms(context, 'query').flatMap((query) => replicaLabelFlags(query).map(({ value }) => value)),
    )
    for (const compactor of thanosPrograms(context, 'compact')) {
      const labels = usesOf(compactor, 'deduplication.replica-label')
      const isPenalty = lastValue(compactor, 'deduplication.func') === 'penalty'
      if (isPenalty && labels.length === 0)
        yield {
          ...argumentsPlace(compactor),
          message: 'deduplication by penalty needs a replica label, and the compactor does not start.',
          remedy: 'Add --deduplication.replica-label.',
        }
      for (const use of labels) {
        if (use.value === undefined || use.value.includes('$(')) continue
        if (known.size > 0 && !known.has(use.value))
          yield { ...flagPlace(compactor, use), message: `the compactor merges by ${use.value}, and query does not.` }
        const isPrometheus = writersIn(context).some(
          ({ program, labels: written }) =>
            program.name === 'prometheus' && written.some(({ name, isPerPod }) => isPerPod && name === use.value),
        )
        if (isPrometheus && !isPenalty)
          yield {
            ...flagPlace(compactor, use),
            message: `replicas of Prometheus scrape at different moments, and the default function keeps the samples of both.`,
            severity: 'warning',
          }
      }
    }
  },
}
