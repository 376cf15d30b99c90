import type { DeliveredChange, NamedDiff } from '@thanos-gitops/manifest/change'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { namedDiff } from '@thanos-gitops/manifest/testing'
import type { Sides } from '@thanos-gitops/workspace/comparison'
import { expect, it } from 'vitest'
import { withTopology } from './diff-topology.ts'

const workload = (name: string, args: string): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: x}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - {name: thanos, image: "quay.io/thanos/thanos:v0.42.4", args: [${args}]}
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: x}
spec: {selector: {app: ${name}}, ports: [{name: grpc, port: 10901}]}
`

const change = (name: string): DeliveredChange => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'x',
  name,
  status: 'changed',
  class: 'restart',
  why: '',
  wave: 0,
  outcome: {},
  changes: [],
})

const sideOf = (name: string): Sides => ({
  name,
  before: [],
  after: readManifestText(
    'a.yaml',
    workload('query', 'query, "--endpoint=dnssrv+_grpc._tcp.store.x.svc.cluster.local"') + workload('store', 'store'),
  ).objects,
  side: 'both',
  kubernetesVersion: '1.36',
  delivery: 'both',
  argoCdApplies: 'server-side',
  declaredRemovals: [],
  problems: [],
})

const diffs: readonly NamedDiff[] = [
  namedDiff('one', [change('query')]),
  namedDiff('two', [change('query'), change('store')]),
]

it('adds the connections of the environment that a comment draws, and of no other one', async () => {
  const [one, two] = await withTopology(diffs, ['one', 'two'].map(sideOf))
  expect(one).toBe(diffs[0])
  expect(two!.topology!.edges).toMatchObject([
    { from: 'Deployment/x/query', to: 'Deployment/x/store', ports: [10901], purpose: 'request' },
  ])
})

it('adds nothing if no environment changes two workloads', async () => {
  const few = diffs.slice(0, 1)
  expect(await withTopology(few, [sideOf('one')])).toBe(few)
})
