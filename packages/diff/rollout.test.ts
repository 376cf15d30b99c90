import type { Mapping } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { diff, workload } from './testing/objects.ts'

describe('rollouts', () => {
  const budget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'x' },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } },
  }

  it('starts with the highest ordinal of a StatefulSet and reports what the budget allows', () => {
    const { objects } = diff(
      [workload({ kind: 'StatefulSet' }), budget],
      [workload({ kind: 'StatefulSet', image: 'example.com/web:v2.0.0' }), budget],
    )
    expect(objects[0]!.rollout).toEqual({
      workload: 'StatefulSet/web',
      replicas: 3,
      order: 'web-2, web-1, web-0',
      atOnce: 'one at a time, each ready before the next',
      available: 2,
      budget:
        'PodDisruptionBudget/web allows 1 of 3 pods to be unavailable; node drains wait during the rollout. It does not slow down the rollout.',
    })
  })

  it.each<[what: string, spec: Mapping, replicas: number, expected: object]>([
    ['25% of three', {}, 3, { atOnce: 'at most 1 extra, 0 unavailable', available: 3 }],
    ['25% of ten', {}, 10, { atOnce: 'at most 3 extra, 2 unavailable', available: 8 }],
    [
      'no surge',
      { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } },
      3,
      { atOnce: 'at most 0 extra, 1 unavailable', available: 2 },
    ],
    ['Recreate', { strategy: { type: 'Recreate' } }, 3, { atOnce: 'all 3 at once', available: 0 }],
  ])('rounds as the Deployment controller does: %s', (_what, spec, replicas, expected) => {
    expect(
      diff([workload({ spec, replicas })], [workload({ spec, replicas, image: 'example.com/web:v2.0.0' })]).objects[0]!
        .rollout,
    ).toMatchObject(expected)
  })
})
