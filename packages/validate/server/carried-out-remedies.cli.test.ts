// Carries out the remedies of refusals, and expects that the API server's code then accepts the object.
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { judgeObjects } from './judge.ts'

interface Options {
  readonly labels?: object
  readonly container?: object
  readonly spec?: object
}

const deployment = ({ labels = { app: 'a' }, container = {}, spec = {} }: Options): KubernetesObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a', namespace: 'x' },
    spec: {
      selector: { matchLabels: { app: 'a' } },
      template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a:1', ...container }] } },
      ...spec,
    },
  }) as KubernetesObject

const memory = (request: string) => ({ resources: { requests: { memory: request }, limits: { memory: '1Gi' } } })
const probe = (handlers: object) => ({ livenessProbe: handlers })
const http = { httpGet: { path: '/', port: 80 } }
const rollingUpdate = { maxSurge: 1 }
const environment = (...values: readonly string[]) => ({ env: values.map((value) => ({ name: 'A', value })) })
const port = (value: object) => ({ ports: [value] })

/** The refused object, the remedy, and the object after it. */
const cases: readonly (readonly [remedy: string, refused: Options, fixed: Options])[] = [
  ['Raise the limit, or lower the request.', { container: memory('2Gi') }, { container: memory('1Gi') }],
  [
    'Let the labels of the pod template contain those of the selector.',
    { labels: { app: 'b' } },
    { labels: { app: 'a' } },
  ],
  ['Remove one of the two entries', { container: environment('1', '2') }, { container: environment('1') }],
  [
    'Remove rollingUpdate, or set type: RollingUpdate.',
    { spec: { strategy: { type: 'Recreate', rollingUpdate } } },
    { spec: { strategy: { type: 'RollingUpdate', rollingUpdate } } },
  ],
  [
    'Set exactly one of exec, grpc, httpGet and tcpSocket.',
    { container: probe({ ...http, tcpSocket: { port: 80 } }) },
    { container: probe(http) },
  ],
  ['Set exactly one of exec, grpc, httpGet and tcpSocket.', { container: probe({}) }, { container: probe(http) }],
  ['Did you mean image?', { container: { imge: 'a:1' } }, {}],
  ['Set the field.', { container: port({ name: 'a' }) }, { container: port({ name: 'a', containerPort: 80 }) }],
  [
    'Write one of the supported values.',
    { container: { imagePullPolicy: 'Sometimes' } },
    { container: { imagePullPolicy: 'Always' } },
  ],
]

describe('a remedy', () => {
  it('removes the refusal that it is about', async () => {
    const objects = cases.flatMap(([, refused, fixed]) => [deployment(refused), deployment(fixed)])
    const { groups } = await judgeObjects([
      { name: 'blue', kubernetesVersion: '1.37', objects, cache: 'remedies test' },
    ])
    const remedies = groups[0]!.map(({ problems }) => problems.map(({ finding }) => finding.remedy))
    for (const [index, [remedy]] of cases.entries()) {
      expect(remedies[index * 2]!.join('\n')).toContain(remedy)
      expect(remedies[index * 2 + 1], remedy).toEqual([])
    }
  })
})
