import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { spreadConstraintSelectsPods } from './spread-constraint-selects-pods.ts'

const problems = (constraint: string): string[] =>
  problemsIn(
    spreadConstraintSelectsPods,
    workload(
      'store',
      'image: a:1',
      `topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway${constraint}}]`,
    ) + workload('query', 'image: a:1'),
  )

describe('spread-constraint-selects-pods', () => {
  it.each([
    [
      ', labelSelector: {matchLabels: {app: stores}}',
      'the labelSelector app=stores of a spread constraint does not match the pods of this workload.',
    ],
    [
      ', labelSelector: {matchLabels: {app: query}}',
      'the labelSelector app=query of a spread constraint does not match the pods of this workload.',
    ],
    ['', 'a spread constraint has no labelSelector, so it counts no pods.'],
  ])('reports a constraint with %s', (constraint, message) =>
    expect(problems(constraint)).toEqual([`11: Deployment/store: ${message}`]),
  )

  it.each([', labelSelector: {matchLabels: {app: store}}', ', labelSelector: {}'])('accepts %s', (constraint) =>
    expect(problems(constraint)).toEqual([]),
  )

  it('reports a constraint of prometheus-operator', () => {
    const prometheus = (labels: string): string =>
      `apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: k8s, namespace: monitoring}\nspec: {topologySpreadConstraints: [{labelSelector: {matchLabels: ${labels}}}]}\n`
    expect(problemsIn(spreadConstraintSelectsPods, prometheus('{prometheus: k8s}'))).toEqual([])
    expect(problemsIn(spreadConstraintSelectsPods, prometheus('{prometheus: k9s}'))).toHaveLength(1)
  })
})
