import type { KubernetesObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import type { PodEvent } from '../delivery-rig.ts'
import { observedEffects, type Recording, type Snapshot } from './observation.ts'

const object = (kind: string, name: string, spec: object = {}): KubernetesObject => {
  const found = { apiVersion: 'v1', kind, metadata: { name, namespace: 'x' }, spec }
  return found
}
const statefulSet = object('StatefulSet', 'store', { replicas: 2 })
const deployment = object('Deployment', 'query', { replicas: 2 })
const frontend = object('Deployment', 'query-frontend', { replicas: 1 })

const live = (...entries: readonly (readonly [label: string, uid: string, fingerprint: string])[]): Snapshot =>
  new Map(entries.map(([label, uid, fingerprint]) => [label, { uid, fingerprint }]))

/** `2 store-1 a deleting`: seconds, pod, UID, event. */
const events = (lines: string): readonly PodEvent[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [seconds, pod, uid, kind] = line.trim().split(' ')
      return { pod, uid, kind, namespace: 'x', at: new Date(Number(seconds) * 1000) } as PodEvent
    })

const healthy = { isSynced: true, isHealthy: true, isFailed: false, message: '', objects: [] }
const recording = (fields: Partial<Recording> = {}): Recording => ({
  namespace: 'x',
  git: { before: [statefulSet, deployment, frontend], after: [statefulSet, deployment, frontend] },
  cluster: { before: live(), after: live() },
  events: [],
  state: healthy,
  ...fields,
})
const podsOf = (lines: string, fields: Partial<Recording> = {}) =>
  observedEffects(recording({ events: events(lines), ...fields })).pods

describe('the observed pods', () => {
  it('are the replaced pods of a StatefulSet, in order', () => {
    expect(
      podsOf(`
        1 store-1 a deleting
        2 store-1 a deleted
        2 store-1 c created
        3 store-1 c ready
        3 store-0 b deleting
        4 store-0 b deleted
        4 store-0 d created
        5 store-0 d ready`),
    ).toEqual({
      'StatefulSet/store': {
        stopped: 2,
        started: 2,
        stops: ['store-1', 'store-0'],
        starts: ['store-0', 'store-1'],
        extra: 0,
        unavailable: 1,
      },
    })
  })

  it('show that two pods of a StatefulSet were missing at the same time', () => {
    const { 'StatefulSet/store': store } = podsOf(`
      1 store-1 a deleting
      2 store-1 c created
      3 store-0 b deleting
      4 store-0 d created
      5 store-1 c ready
      6 store-0 d ready`)
    expect(store).toMatchObject({ extra: 0, unavailable: 2 })
  })

  it('are those of the Deployment whose name is complete', () => {
    expect(
      podsOf(`
        1 query-7d9f8c6b5-abcde n created
        2 query-7d9f8c6b5-abcde n ready
        2 query-5c4b3a291-fghij o deleting
        3 query-frontend-66b7d-kkkkk p deleting`),
    ).toEqual({
      'Deployment/query': { stopped: 1, started: 1, extra: 1, unavailable: 0 },
      'Deployment/query-frontend': { stopped: 1, started: 0 },
    })
  })

  it('count each pod that starts, also if it stops again', () => {
    const { 'StatefulSet/store': store } = podsOf(`
      1 store-1 a deleting
      2 store-1 c created
      3 store-1 c ready
      4 store-1 c deleting
      5 store-1 d created`)
    expect(store).toMatchObject({ stopped: 1, started: 2 })
  })

  it('are named with another namespace, and leave out pods that no manifest describes', () => {
    const moved = { ...statefulSet, metadata: { name: 'store', namespace: 'y' } }
    const found = observedEffects(
      recording({
        git: { before: [statefulSet], after: [moved] },
        events: [
          { pod: 'store-0', namespace: 'y', uid: 'a', kind: 'created', at: new Date(0) },
          { pod: 'other-0', namespace: 'y', uid: 'b', kind: 'created', at: new Date(0) },
        ],
      }),
    )
    expect(Object.keys(found.pods)).toEqual(['StatefulSet/y/store'])
  })

  it('have a span from the first change to the last pod that is ready', () => {
    const { spans } = observedEffects(
      recording({
        events: events(`
          10 store-1 a deleting
          12 store-1 c created
          14.5 store-1 c ready
          15 query-7d9f8c6b5-abcde n created`),
      }),
    )
    expect(spans).toEqual({
      'StatefulSet/store': { first: 0, last: 4.5 },
      'Deployment/query': { first: 5, last: 5 },
    })
  })
})

describe('the observed objects', () => {
  const changed = (name: string) => object('Service', name, { changed: true })
  const services = ['a', 'b', 'c', 'd'].map((name) => object('Service', name))

  it('are created, changed, recreated and deleted', () => {
    const found = observedEffects(
      recording({
        git: { before: services, after: services },
        cluster: {
          before: live(['Service/a', '1', 'x'], ['Service/b', '2', 'x'], ['Service/c', '3', 'x']),
          after: live(['Service/a', '1', 'y'], ['Service/b', '9', 'x'], ['Service/d', '4', 'x']),
        },
      }),
    )
    expect(found.objects).toEqual({
      'Service/a': 'changed',
      'Service/b': 'recreated',
      'Service/c': 'deleted',
      'Service/d': 'created',
    })
    expect(found.sync).toBe('completes')
  })

  it('are unchanged or kept, where git changed and the cluster did not', () => {
    const same = live(['Service/a', '1', 'x'], ['Service/b', '2', 'x'])
    const found = observedEffects(
      recording({
        git: { before: services.slice(0, 2), after: [changed('a')] },
        cluster: { before: same, after: same },
      }),
    )
    expect(found.objects).toEqual({ 'Service/a': 'unchanged', 'Service/b': 'kept' })
  })

  it.each([
    ['Argo CD', { objects: [{ label: 'Service/a', status: 'SyncFailed', health: '', message: '' }], message: '' }],
    ['the server', { objects: [], message: 'Service "a" is invalid: spec.clusterIPs[0]: Invalid value' }],
    ['Flux', { objects: [], message: 'Service/x/a dry-run failed (Invalid): Service "a" is invalid' }],
  ])('are refused where %s reports it, and the others are blocked', (_who, reported) => {
    const same = live(['Service/a', '1', 'x'], ['Service/b', '2', 'x'], ['Service/c', '3', 'x'])
    const found = observedEffects(
      recording({
        git: { before: services.slice(0, 3), after: [changed('a'), changed('b')] },
        cluster: { before: same, after: same },
        state: { ...healthy, isSynced: false, isFailed: true, ...reported },
      }),
    )
    expect(found).toMatchObject({
      sync: 'fails',
      objects: { 'Service/a': 'refused', 'Service/b': 'blocked', 'Service/c': 'blocked' },
    })
  })

  it('are kept where Flux does not find their folder', () => {
    const same = live(['Service/a', '1', 'x'])
    const objects = [{ label: 'Kustomization/x', status: 'NotReady', health: 'ArtifactFailed', message: 'not found' }]
    const found = observedEffects(
      recording({
        git: { before: services.slice(0, 1), after: [] },
        cluster: { before: same, after: same },
        state: { ...healthy, isSynced: false, isHealthy: false, objects },
      }),
    )
    expect(found).toMatchObject({ sync: 'fails', objects: { 'Service/a': 'kept' } })
  })

  it('are kept where the tool fails without a refused object', () => {
    const same = live(['Service/a', '1', 'x'])
    const found = observedEffects(
      recording({
        git: { before: services.slice(0, 1), after: [] },
        cluster: { before: same, after: same },
        state: { ...healthy, isFailed: true, message: 'app path does not exist' },
      }),
    )
    expect(found).toMatchObject({ sync: 'fails', objects: { 'Service/a': 'kept' } })
  })
})
