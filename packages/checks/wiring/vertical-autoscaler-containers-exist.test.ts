import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { verticalAutoscalerContainersExist } from './vertical-autoscaler-containers-exist.ts'

const vertical = (policies: string): string =>
  `apiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata: {name: v, namespace: monitoring}\nspec:\n  targetRef: {kind: Deployment, name: query}\n  resourcePolicy:\n    containerPolicies:\n${policies}\n---\n`
const problems = (policies: string): string[] =>
  problemsIn(verticalAutoscalerContainersExist, vertical(policies) + workload('query', 'image: a:1'))

it('reports a container that the workload does not have', () =>
  expect(problems('    - {containerName: querry}')).toEqual([
    '8: VerticalPodAutoscaler/v: Deployment/query has no container querry.',
  ]))

it('reports a container with two policies', () =>
  expect(problems('    - {containerName: "*"}\n    - {containerName: query}\n    - {containerName: "*"}')).toEqual([
    '10: VerticalPodAutoscaler/v: a policy before it is for *, too.',
  ]))

it('ignores a workload that is not in the manifests', () =>
  expect(problemsIn(verticalAutoscalerContainersExist, vertical('    - {containerName: querry}'))).toEqual([]))
