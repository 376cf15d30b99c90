import { expect, it } from 'vitest'
import type { SendRequest } from '../api-client.ts'
import type { PodEvent, PodEventKind } from '../delivery-rig.ts'
import { orderProblems } from './waves.ts'

const object = (kind: string, name: string, wave: number) => ({
  apiVersion: kind === 'ConfigMap' ? 'v1' : 'apps/v1',
  kind,
  metadata: { name, namespace: 'a', annotations: { 'argocd.argoproj.io/sync-wave': String(wave) } },
})
const objects = [
  object('ConfigMap', 'configuration', 0),
  object('StatefulSet', 'store', 1),
  object('Deployment', 'query', 2),
  object('Deployment', 'query-frontend', 2),
]
const second = (text: number) => `2026-01-01T00:00:0${text}Z`

/** An API server on which each object was created at a second of its own. */
const serverWith =
  (times: Readonly<Record<string, number>>): SendRequest =>
  async (_method, path) => {
    const resources = [
      { kind: 'ConfigMap', name: 'configmaps', namespaced: true },
      { kind: 'StatefulSet', name: 'statefulsets', namespaced: true },
      { kind: 'Deployment', name: 'deployments', namespaced: true },
    ]
    const name = path.split('/').at(-1)!
    if (times[name] === undefined) return { status: 200, body: { resources } }
    return { status: 200, body: { metadata: { creationTimestamp: second(times[name]) } } }
  }
const event = (pod: string, kind: PodEventKind, at: number): PodEvent => ({
  pod,
  namespace: 'a',
  uid: pod,
  kind,
  at: new Date(second(at)),
})
const inOrder = { configuration: 1, store: 2, query: 4, 'query-frontend': 4 }

it('accepts waves that begin when the pods of the wave before are ready', async () => {
  const events = [event('store-0', 'created', 2), event('store-0', 'ready', 3), event('query-1', 'created', 4)]
  expect(await orderProblems('argo-cd', serverWith(inOrder), objects, events)).toEqual([])
})

it('finds a pod that was created too early', async () => {
  const events = [event('store-0', 'created', 2), event('query-frontend-1', 'created', 3), event('store-0', 'ready', 4)]
  expect(await orderProblems('argo-cd', serverWith(inOrder), objects, events)).toEqual([
    'query-frontend-1 of wave 2 was created before all pods of wave 1 were ready',
  ])
})

it('finds an object that was created before the wave before it', async () => {
  const events = [event('store-0', 'ready', 3)]
  expect(await orderProblems('argo-cd', serverWith({ ...inOrder, store: 0 }), objects, events)).toEqual([
    `wave 1 was created at ${second(0)}, wave 0 at ${second(1)}`,
  ])
})

it('requires that a pod became ready', async () =>
  expect(await orderProblems('flux', serverWith(inOrder), objects, [])).toEqual(['no pod became ready']))
