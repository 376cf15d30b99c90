import type { DeliveredChange } from '@thanos-gitops/manifest/change'
import { describe, expect, it } from 'vitest'
import { type DiffDocument, predictedEffects } from './prediction.ts'

const change = (fields: Partial<DeliveredChange> & { readonly name: string; readonly environment?: string }) => ({
  environment: 'production',
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  namespace: 'x',
  status: 'changed' as const,
  class: 'restart' as const,
  why: '',
  changes: [],
  wave: 1,
  outcome: { flux: 'changed', 'argo-cd': 'changed' } as const,
  ...fields,
})
const document = (objects: DiffDocument['objects'], fields: Partial<DiffDocument> = {}): DiffDocument => ({
  objects,
  environments: [],
  images: [],
  findings: [],
  ...fields,
})
const flux = { environment: 'production', tool: 'flux', namespace: 'x' } as const
const restart = (name: string) => ({
  stopped: 2,
  started: 2,
  stops: [`${name}-1`, `${name}-0`],
  starts: [`${name}-1`, `${name}-0`],
  extra: 0,
  unavailable: 1,
})

describe('the prediction', () => {
  it('has the outcome of a DaemonSet, and not its pods, whose number is that of the nodes', () => {
    const { objects, pods } = predictedEffects(
      document([change({ name: 'agent', kind: 'DaemonSet', pods: { stopped: 1, started: 1 } })]),
      flux,
    )
    expect(objects).toEqual({ 'DaemonSet/agent': 'changed' })
    expect(pods).toEqual({})
  })

  it('has the outcome and the pods of each object, and the order of the waves', () => {
    expect(
      predictedEffects(
        document([
          change({ name: 'query', kind: 'Deployment', wave: 2, pods: { stopped: 0, started: 1 } }),
          change({ name: 'store', pods: restart('store') }),
          change({ name: 'store', kind: 'Service', outcome: { flux: 'deleted' } }),
          change({ name: 'other', environment: 'staging' }),
        ]),
        flux,
      ),
    ).toEqual({
      sync: 'completes',
      objects: { 'Deployment/query': 'changed', 'StatefulSet/store': 'changed', 'Service/store': 'deleted' },
      pods: {
        'Deployment/query': { stopped: 0, started: 1 },
        'StatefulSet/store': { ...restart('store'), starts: ['store-0', 'store-1'] },
      },
      order: [['StatefulSet/store'], ['Deployment/query']],
    })
  })

  it('fails where an object is refused, whose pods stay', () => {
    const found = predictedEffects(
      document([
        change({ name: 'store', outcome: { flux: 'refused' } }),
        change({ name: 'query', outcome: { flux: 'blocked' }, pods: restart('query') }),
      ]),
      flux,
    )
    expect(found).toMatchObject({ sync: 'fails', pods: {} })
  })

  it('fails where the folder of the environment is removed', () => {
    const findings = [{ code: 'environment-removed', environment: 'production' }]
    expect(predictedEffects(document([], { findings }), flux).sync).toBe('fails')
  })

  it('fails where the objects of the tool leave git', () => {
    const findings = [{ code: 'tool-changes', environment: 'production' }]
    const syncWith = (delivery: 'flux' | 'argo-cd') =>
      predictedEffects(document([], { findings, environments: [{ name: 'production', delivery }] }), flux).sync
    expect([syncWith('argo-cd'), syncWith('flux')]).toEqual(['fails', 'completes'])
  })

  it('splits a renamed object into the new one and the old one', () => {
    const moved = change({
      name: 'store',
      namespace: 'y',
      status: 'renamed',
      was: 'x/store',
      outcome: { flux: 'created' },
      wasOutcome: { flux: 'kept' },
      pods: { stopped: 1, started: 2, stops: ['store-0'], starts: ['store-1', 'store-0'] },
    })
    expect(predictedEffects(document([moved]), flux)).toMatchObject({
      objects: { 'StatefulSet/y/store': 'created', 'StatefulSet/store': 'kept' },
      pods: { 'StatefulSet/y/store': { stopped: 0, started: 2, stops: [], starts: ['store-0', 'store-1'] } },
    })
  })

  it('has the pods of the tool where they differ', () => {
    const objects = [
      change({ name: 'a', pods: restart('a'), podsOf: { flux: null } }),
      change({ name: 'b', outcome: { flux: 'recreated' }, podsOf: { flux: restart('b') } }),
    ]
    expect(predictedEffects(document(objects), flux).pods).toMatchObject({
      'StatefulSet/b': { stopped: 2, started: 2, stops: ['b-1', 'b-0'] },
    })
    expect(predictedEffects(document(objects), flux).pods).not.toHaveProperty('StatefulSet/a')
  })

  it('names an object kept that stays without the tool', () => {
    const found = predictedEffects(document([change({ name: 'a', outcome: { flux: 'orphaned' } })]), flux)
    expect(found.objects).toEqual({ 'StatefulSet/a': 'kept' })
  })

  it('stops at the first pods of an image that never becomes ready', () => {
    const found = predictedEffects(
      document(
        [
          change({ name: 'store', pods: restart('store'), holds: { flux: ['StatefulSet/query'] } }),
          change({ name: 'other', pods: restart('other') }),
          change({ name: 'query', wave: 2, pods: restart('query') }),
        ],
        {
          images: [
            {
              environment: 'production',
              workloads: ['StatefulSet/store', 'StatefulSet/query'],
              to: 'example.com/thanos:broken',
            },
          ],
        },
      ),
      flux,
      'broken',
    )
    expect(found).toMatchObject({
      sync: 'waits',
      objects: { 'StatefulSet/store': 'changed', 'StatefulSet/query': 'blocked' },
      pods: {
        'StatefulSet/store': { stopped: 1, started: 1, stops: ['store-1'], starts: ['store-1'] },
        'StatefulSet/other': { stopped: 2, started: 2 },
      },
    })
    expect(found.pods).not.toHaveProperty('StatefulSet/query')
  })
})
