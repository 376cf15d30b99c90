import { contentOf, listOf, type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { readQuery } from '../promql/query.ts'

export const scaledObjectQueriesAreValid: Check = {
  name: 'scaled-object-queries-are-valid',
  question: 'availability',
  severity: 'error',
  why: 'KEDA sends the query of a Prometheus trigger as it is, and needs one number. With a query that does not parse or that returns several series, it never changes the number of pods.',
  remedy: 'Write a query with one result, such as sum(…), and a number as the threshold.',
  source: 'https://keda.sh/docs/2.21/scalers/prometheus/',
  *run(context) {
    for (const object of context.ofKind('ScaledObject', 'keda.sh'))
      for (const [index, trigger] of listOf(mappingOf(contentOf(object).spec).triggers).entries()) {
        const { type, metadata } = mappingOf(trigger)
        if (type !== 'prometheus') continue
        for (const { field, message } of problemsOf(mappingOf(metadata)))
          yield { object, pointer: `/spec/triggers/${index}/metadata/${field}`, message }
      }
  },
}

interface Found {
  readonly field: string
  readonly message: string
}

function* problemsOf(metadata: Mapping): Iterable<Found> {
  for (const field of ['serverAddress', 'query', 'threshold'])
    if (metadata[field] === undefined) yield { field, message: `the trigger has no ${field}.` }
  const query = stringOf(metadata.query)
  const message = query === undefined ? undefined : queryProblem(query)
  if (message !== undefined) yield { field: 'query', message }
  const threshold = stringOf(metadata.threshold)
  if (threshold !== undefined && (threshold.trim() === '' || !Number.isFinite(Number(threshold))))
    yield { field: 'threshold', message: `the threshold ${threshold} is not a number.` }
}

function queryProblem(text: string): string | undefined {
  const { problems, type, expression } = readQuery(text)
  if (problems[0] !== undefined) return `the query does not parse: ${problems[0].message}`
  if (type !== 'vector' && type !== 'scalar') return `the query returns a ${type}, and not one number.`
  if (expression?.kind === 'selector') return 'the query returns each series that it selects, and not one number.'
  return undefined
}
