import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { scaledObjectQueriesAreValid } from './scaled-object-queries-are-valid.ts'

const problems = (metadata: string, type = 'prometheus'): string[] =>
  problemsIn(
    scaledObjectQueriesAreValid,
    `apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: a, namespace: monitoring}\nspec:\n  scaleTargetRef: {name: web}\n  triggers:\n  - type: ${type}\n    metadata: ${metadata}\n`,
  )

it.each([
  ['{serverAddress: a, threshold: "1", query: "sum(up"}', 'the query does not parse: '],
  [
    '{serverAddress: a, threshold: "1", query: up}',
    'the query returns each series that it selects, and not one number.',
  ],
  ['{serverAddress: a, threshold: "1", query: "up[5m]"}', 'the query returns a '],
  ['{serverAddress: a, threshold: many, query: sum(up)}', 'the threshold many is not a number.'],
  ['{threshold: "1", query: sum(up)}', 'the trigger has no serverAddress.'],
])('reports %s', (metadata, message) =>
  expect(problems(metadata)).toEqual([expect.stringContaining(`ScaledObject/a: ${message}`)]),
)

it.each([
  ['{serverAddress: a, threshold: "10", query: "sum(rate(http_requests_total[2m]))"}', 'prometheus'],
  ['{value: "60"}', 'cpu'],
])('accepts %s of %s', (metadata, type) => expect(problems(metadata, type)).toEqual([]))
