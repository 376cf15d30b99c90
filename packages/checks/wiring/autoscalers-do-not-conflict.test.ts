import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { autoscalersDoNotConflict } from './autoscalers-do-not-conflict.ts'

const horizontal = (name: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: ${name}, namespace: monitoring}\nspec: {scaleTargetRef: {kind: Deployment, name: query}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization}}}]}\n---\n`
const vertical = (spec: string): string =>
  `apiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata: {name: v, namespace: monitoring}\nspec: {targetRef: {kind: Deployment, name: query}${spec}}\n---\n`
const problems = (yaml: string): string[] => problemsIn(autoscalersDoNotConflict, yaml)

describe('autoscalers-do-not-conflict', () => {
  it('reports two horizontal autoscalers of one workload', () =>
    expect(problems(horizontal('a') + horizontal('b'))).toEqual([
      '9: HorizontalPodAutoscaler/b: HorizontalPodAutoscaler/a also scales Deployment/query.',
    ]))

  it.each(['', ', resourcePolicy: {containerPolicies: [{containerName: "*", controlledResources: [cpu]}]}'])(
    'reports a vertical autoscaler of the same resource%s',
    (spec) =>
      expect(problems(horizontal('a') + vertical(spec))).toEqual([
        '4: HorizontalPodAutoscaler/a: it measures a percentage of the requests for cpu, which VerticalPodAutoscaler/v changes.',
      ]),
  )

  it.each([
    ', updatePolicy: {updateMode: "Off"}',
    ', resourcePolicy: {containerPolicies: [{containerName: "*", controlledResources: [memory]}]}',
    ', resourcePolicy: {containerPolicies: [{containerName: "*", mode: "Off"}]}',
  ])('accepts a vertical autoscaler with%s', (spec) => expect(problems(horizontal('a') + vertical(spec))).toEqual([]))
})
