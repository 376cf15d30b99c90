import { describe, expect, it } from 'vitest'
import { problemsIn, service, workload } from '../engine/testing.ts'
import { statefulSetHasHeadlessService } from './stateful-set-has-headless-service.ts'

const set = workload('prometheus', 'image: a:1', '', 'StatefulSet', 'serviceName: prometheus')
const problems = (yaml: string) => problemsIn(statefulSetHasHeadlessService, yaml + set)

describe('stateful-set-has-headless-service', () => {
  it.each([
    ['does not exist', '', '6: StatefulSet/prometheus: there is no Service prometheus.'],
    [
      'is not headless',
      service('prometheus', 'ports: [{port: 9090}]'),
      '14: StatefulSet/prometheus: Service/prometheus is not headless.',
    ],
    [
      'selects other pods',
      service('prometheus', 'clusterIP: None', 'thanos'),
      '14: StatefulSet/prometheus: Service/prometheus does not select the pods of this StatefulSet.',
    ],
  ])('reports a Service that %s', (_, yaml, message) => expect(problems(yaml)).toEqual([message]))

  it('accepts a headless Service that selects the pods', () =>
    expect(problems(service('prometheus', 'clusterIP: None'))).toEqual([]))
})
