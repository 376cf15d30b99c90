import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { autoscalerCanMeasure } from './autoscaler-can-measure.ts'

const autoscaler = (spec: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: monitoring}\nspec: {scaleTargetRef: {kind: Deployment, name: query}, ${spec}}\n---\n`
const cpu = 'metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]'
const problems = (spec: string, container: string, pod = ''): string[] =>
  problemsIn(autoscalerCanMeasure, autoscaler(spec) + workload('query', `image: a:1\n${container}`, pod))

describe('autoscaler-can-measure', () => {
  it.each([
    [cpu, 'resources: {requests: {memory: 1Gi}}', 'container query of Deployment/query has no request for cpu.'],
    [
      'targetCPUUtilizationPercentage: 80',
      'resources: {}',
      'container query of Deployment/query has no request for cpu.',
    ],
    [
      'metrics: [{type: ContainerResource, containerResource: {name: cpu, container: thanos, target: {type: Utilization}}}]',
      'resources: {requests: {cpu: 1}}',
      'Deployment/query has no container thanos.',
    ],
  ])('reports %s', (spec, container, message) =>
    expect(problems(spec, container)).toEqual([`4: HorizontalPodAutoscaler/h: ${message}`]),
  )

  it.each([
    [cpu, 'resources: {requests: {cpu: 1}}', ''],
    [cpu, 'resources: {limits: {cpu: 1}}', ''],
    [cpu, '', 'resources: {requests: {cpu: 1}}'],
    ['metrics: [{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 1}}}]', '', ''],
  ])('accepts %s with %s %s', (spec, container, pod) => expect(problems(spec, container, pod)).toEqual([]))

  it('reports a sidecar without a request', () =>
    expect(
      problems(
        cpu,
        'resources: {requests: {cpu: 1}}',
        'initContainers: [{name: proxy, image: a:1, restartPolicy: Always}]',
      ),
    ).toHaveLength(1))
})
