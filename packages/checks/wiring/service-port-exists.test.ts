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
      '8: Service/thanos-store: targetPort grcp does not exist in Deployment/thanos-store, which has the named ports grpc, http.',
    ],
    [
      '- {name: grpc, port: 10901, targetPort: grpc, protocol: UDP}',
      '8: Service/thanos-store: targetPort grpc has the protocol UDP, but Deployment/thanos-store declares this port with another protocol.',
    ],
    [
      '- {name: grpc, port: 10903}',
      '8: Service/thanos-store: target port 10903 does not exist in Deployment/thanos-store, which has the ports 10901, 10902.',
    ],
  ])('reports %s', (port, message) => expect(problems(port)).toEqual([message]))

  it.each(['- {port: 10901, targetPort: grpc}', '- {port: 80, targetPort: 10902}', '- {port: 10902}'])(
    'accepts %s',
    (port) => expect(problems(port)).toEqual([]),
  )

  it('accepts a number that the program does not declare if another port of the Service is declared', () =>
    expect(problems('- {port: 9999}\n- {port: 10902}', store.replace('quay.io/thanos/thanos', 'tempo'))).toEqual([]))
  it('warns of a number that the program does not declare if no port of the Service is declared', () =>
    expect(problems('- {port: 9999}', store.replace('quay.io/thanos/thanos', 'tempo'))).toEqual([
      expect.stringContaining('target port 9999 is not among the ports of Deployment/thanos-store: '),
    ]))
  it('ignores the test pods of a Helm chart', () =>
    expect(
      problems(
        '- {port: 10901, targetPort: grpc}',
        `${store}apiVersion: v1\nkind: Pod\nmetadata: {name: t, namespace: monitoring, labels: {app: thanos-store}, annotations: {helm.sh/hook: test}}\nspec: {containers: [{name: t}]}`,
      ),
    ).toEqual([]))
})
