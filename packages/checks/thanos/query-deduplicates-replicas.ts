import { valueOrDefault } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'
import { hasAllWriters, namespaceOf, replicaLabelFlags, writersIn } from './labels.ts'

export const queryDeduplicatesReplicas: Check = {
  name: 'query-deduplicates-replicas',
  id: 'TH010',
  severity: 'error',
  why: 'Query merges replicas by removing the labels that it is told. One that it does not know doubles every series; one that nobody writes merges nothing.',
  remedy: 'Give query one --query.replica-label for each label that tells replicas apart.',
  source: 'https://thanos.io/tip/components/query.md/#deduplication',
  *run(context) {
    const queries = thanosPrograms(context, 'query')
    if (queries.length === 0) return
    // Who did not say a namespace may be in any.
    const writers = Map.groupBy(writersIn(context), ({ program }) => namespaceOf(program))
    const isComplete = hasAllWriters(context)
    for (const query of queries) {
      const known = replicaLabelFlags(query)
      const near =
        namespaceOf(query) === ''
          ? [...writers.values()].flat()
          : [...(writers.get(namespaceOf(query)) ?? []), ...(writers.get('') ?? [])]
      const wanted = new Map(
        near.flatMap(({ program, labels }) =>
          labels.filter(({ isPerPod }) => isPerPod).map(({ name }) => [name, program] as const),
        ),
      )
      for (const [name, program] of wanted) {
        if (known.some(({ value }) => value === name)) continue
        // Without replication a series is in one receiver, and in two only when the hashring has changed.
        const isReplicated =
          program.command !== 'receive' || Number(valueOrDefault(program, 'receive.replication-factor') ?? 1) > 1
        yield {
          ...argumentsPlace(query),
          message: `query does not remove the replica label ${name}.`,
          remedy: `Add --query.replica-label=${name}.`,
          ...(!isReplicated && { severity: 'warning' as const }),
        }
      }
      const written = new Set(near.flatMap(({ labels }) => labels.map(({ name }) => name)))
      // A label too many, of a ruler that another environment has, does no harm where the others are right.
      if (
        !isComplete ||
        near.length === 0 ||
        (wanted.size > 0 && [...wanted.keys()].every((name) => known.some(({ value }) => value === name)))
      )
        continue
      for (const use of known)
        if (!written.has(use.value!))
          yield {
            ...flagPlace(query, use),
            message: `nobody here writes the replica label ${use.value}.`,
            remedy: 'Remove the flag, or name the label that Prometheus, ruler or receiver write.',
            severity: 'warning',
          }
    }
  },
}
