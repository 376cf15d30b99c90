import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { databasesHaveOneWriter } from './databases-have-one-writer.ts'
import { messagesOf, withoutLines } from './fixture.ts'

const prometheus = (
  name: string,
  { mount = '{name: data, mountPath: /prometheus}', claim = 'shared', spec = '' } = {},
): string =>
  workload(
    name,
    `image: quay.io/prometheus/prometheus:v3.13.2\nargs: [--storage.tsdb.path=/prometheus/]\nvolumeMounts: [${mount}]`,
    `volumes: [{name: data, persistentVolumeClaim: {claimName: ${claim}}}]`,
    'Deployment',
    spec,
  )
const found = (yaml: string): string[] =>
  problemsIn(databasesHaveOneWriter, yaml).map((problem) => withoutLines(problem).replace(/^\d+: /, ''))

it('finds two workloads on one claim', () => {
  expect(found(prometheus('a') + prometheus('b'))).toEqual([
    'Deployment/b: prometheus writes to /prometheus, the folder of prometheus in Deployment/a (a.yaml:N).',
  ])
})

it('finds replicas on one claim', () => {
  expect(found(prometheus('a', { spec: 'replicas: 2' }))).toEqual([
    'Deployment/a: its 2 replicas of prometheus write to one folder, /prometheus of PersistentVolumeClaim/shared.',
  ])
})

it('finds two programs of one pod', () => {
  const yaml = workload(
    'a',
    `image: quay.io/thanos/thanos:v0.42.4
args: [compact, --data-dir=/data]
volumeMounts: [{name: data, mountPath: /data}]`,
    `volumes: [{name: data, emptyDir: {}}]`,
  ).replace(
    '      - name: a\n',
    `      - name: store
        image: quay.io/thanos/thanos:v0.42.4
        args: [store, --data-dir=/data]
        volumeMounts: [{name: data, mountPath: /data}]
      - name: a
`,
  )
  expect(found(yaml)).toEqual([
    'Deployment/a: thanos compact writes to /data, the folder of thanos store in container store (a.yaml:N).',
  ])
})

it.each([
  prometheus('a') + prometheus('b', { claim: 'other' }),
  prometheus('a', { mount: '{name: data, mountPath: /prometheus, subPath: a}' }) +
    prometheus('b', { mount: '{name: data, mountPath: /prometheus, subPath: b}' }),
  prometheus('a', { mount: '{name: data, mountPath: /prometheus, subPathExpr: $(POD_NAME)}', spec: 'replicas: 2' }),
])('accepts %s', (yaml) => expect(found(yaml)).toEqual([]))

it('accepts the unchanged stack', () => expect(messagesOf(databasesHaveOneWriter, [])).toEqual([]))
