import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { autoscalerFitsTheQuota } from './autoscaler-fits-the-quota.ts'

const stack = (most: number, hard: string): string =>
  workload(
    'a',
    'image: a:1\nresources: {requests: {memory: 1Gi}, limits: {memory: 2Gi}}',
    '',
    'Deployment',
    'replicas: 2',
  ) +
  workload('b', 'image: b:1\nresources: {limits: {memory: 1Gi}}') +
  `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: a, namespace: monitoring}
spec: {maxReplicas: ${most}, scaleTargetRef: {kind: Deployment, name: a}}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: q, namespace: monitoring}
spec: {hard: {${hard}}}
`
const found = (most: number, hard: string): string[] =>
  problemsIn(autoscalerFitsTheQuota, stack(most, hard)).map((problem) =>
    problem.replace(/^\d+: /, '').replaceAll(/:\d+\)/g, ':N)'),
  )

it.each([
  ['requests.memory: 8Gi', '8Gi', 'requests.memory'],
  ['limits.memory: 10Gi', '10Gi', 'limits.memory'],
  ['pods: "9"', '9', 'pods'],
])('finds a maximum above %s', (hard, text, name) => {
  expect(found(10, hard)).toEqual([
    `HorizontalPodAutoscaler/a: with 10 replicas of a, ${name} of the namespace exceeds the quota of ${text} (a.yaml:N).`,
  ])
})

it.each<[number, string]>([
  [7, 'requests.memory: 8Gi'],
  [10, 'requests.storage: 1Gi'],
  [10, 'requests.memory: 1Gi'],
])('accepts %i replicas with %s', (most, hard) => expect(found(most, hard)).toEqual([]))
