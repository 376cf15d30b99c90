import { expect, it } from 'vitest'
import { environment, problemsIn } from '../engine/testing.ts'
import { verticalAutoscalerBoundsArePossible } from './vertical-autoscaler-bounds-are-possible.ts'

const sized = { ...environment, size: { series: 1_000_000, largestNode: { cpu: 16, memory: 64 * 1024 ** 3 } } }
const problems = (policy: string, updateMode = 'Recreate'): string[] =>
  problemsIn(
    verticalAutoscalerBoundsArePossible,
    `apiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata: {name: v, namespace: monitoring}\nspec:\n  targetRef: {kind: Deployment, name: query}\n  updatePolicy: {updateMode: "${updateMode}"}\n  resourcePolicy:\n    containerPolicies:\n    - ${policy}\n`,
    { environment: sized },
  )

it.each([
  [
    '{containerName: a, minAllowed: {cpu: 2}, maxAllowed: {cpu: 500m}}',
    'maxAllowed of cpu is 500m, below minAllowed, which is 2.',
  ],
  [
    '{containerName: a, maxAllowed: {memory: 65Gi}}',
    'maxAllowed of memory is 65Gi, more than the largest node has for pods (size.largestNode).',
  ],
])('reports %s', (policy, message) => expect(problems(policy)).toEqual([`9: VerticalPodAutoscaler/v: ${message}`]))

it.each([
  ['{containerName: a, minAllowed: {cpu: 1}, maxAllowed: {cpu: 16, memory: 64Gi}}', 'Recreate'],
  ['{containerName: a, maxAllowed: {memory: 65Gi}}', 'Off'],
])('accepts %s with updateMode %s', (policy, mode) => expect(problems(policy, mode)).toEqual([]))
