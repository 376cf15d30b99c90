import { describe, expect, it } from 'vitest'
import { problemsIn, service, workload } from '../engine/testing.ts'
import { servicePortExists } from './service-port-exists.ts'

const store = workload(
  'thanos-store',
  'image: quay.io/thanos/thanos:v0.42.4\nports: [{name: grpc, containerPort: 10901}, {name: http, containerPort: 10902}]',
)
const problems = (ports: string, rest = store) =>
  problemsIn(servicePortExists, service('thanos-store', `ports:\n${ports}`) + rest)

describe('service-port-exists', () => {
  it.each([
    [
      '- {name: grpc, port: 10901, targetPort: grcp}',
      '8: Service/thanos-store: its targetPort grcp is no port of Deployment/thanos-store, which has grpc, http.',
    ],
    [
      '- {name: grpc, port: 10901, targetPort: grpc, protocol: UDP}',
      '8: Service/thanos-store: its targetPort grpc is UDP, and in Deployment/thanos-store it is not.',
    ],
    [
      '- {name: grpc, port: 10903}',
      '8: Service/thanos-store: its target port 10903 is none of Deployment/thanos-store, which has 10901, 10902.',
    ],
  ])('reports %s', (port, message) => expect(problems(port)).toEqual([message]))

  it.each(['- {port: 10901, targetPort: grpc}', '- {port: 80, targetPort: 10902}', '- {port: 10902}'])(
    'is content with %s',
    (port) => expect(problems(port)).toEqual([]),
  )

  it('says nothing of numbers where a program may listen on others than it declares', () =>
    expect(problems('- {port: 9999}', store.replace('quay.io/thanos/thanos', 'tempo'))).toEqual([]))
  it('leaves the test pods of a chart out', () =>
    expect(
      problems(
        '- {port: 10901, targetPort: grpc}',
        `${store}apiVersion: v1\nkind: Pod\nmetadata: {name: t, namespace: monitoring, labels: {app: thanos-store}, annotations: {helm.sh/hook: test}}\nspec: {containers: [{name: t}]}`,
      ),
    ).toEqual([]))
})
