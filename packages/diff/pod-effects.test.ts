import { describe, expect, it } from 'vitest'
import { claims, diff, serverDiff, workload } from './testing/objects.ts'

const statefulSet = (options: Parameters<typeof workload>[0] = {}) => workload({ kind: 'StatefulSet', ...options })
const podsOf = (before: readonly object[], after: readonly object[]) => diff(before, after).objects[0]?.pods
const newImage = 'example.com/web:v2.0.0'

describe('the pods of a change', () => {
  it.each<[what: string, before: readonly object[], after: readonly object[], expected: object | undefined]>([
    ['a new Deployment', [], [workload()], { stopped: 0, started: 3 }],
    ['a removed Deployment', [workload()], [], { stopped: 3, started: 0 }],
    ['a Deployment with more replicas', [workload()], [workload({ replicas: 5 })], { stopped: 0, started: 2 }],
    ['a Deployment with fewer replicas', [workload()], [workload({ replicas: 1 })], { stopped: 2, started: 0 }],
    [
      'a new image of a Deployment',
      [workload()],
      [workload({ image: newImage })],
      { stopped: 3, started: 3, extra: 1, unavailable: 0 },
    ],
    [
      'a new image of a Deployment that recreates its pods',
      [workload({ spec: { strategy: { type: 'Recreate' } } })],
      [workload({ image: newImage, spec: { strategy: { type: 'Recreate' } } })],
      { stopped: 3, started: 3, extra: 0, unavailable: 3 },
    ],
    ['a label of a Deployment', [workload()], [workload({ metadata: { labels: { a: 'b' } } })], undefined],
    [
      'a new image of a StatefulSet',
      [statefulSet()],
      [statefulSet({ image: newImage })],
      {
        stopped: 3,
        started: 3,
        stops: ['web-2', 'web-1', 'web-0'],
        starts: ['web-2', 'web-1', 'web-0'],
        extra: 0,
        unavailable: 1,
      },
    ],
    [
      'a new image above a partition',
      [statefulSet({ spec: { updateStrategy: { rollingUpdate: { partition: 2 } } } })],
      [statefulSet({ image: newImage, spec: { updateStrategy: { rollingUpdate: { partition: 2 } } } })],
      { stopped: 1, started: 1, stops: ['web-2'], starts: ['web-2'], extra: 0, unavailable: 1 },
    ],
    [
      'a StatefulSet with fewer replicas',
      [statefulSet()],
      [statefulSet({ replicas: 1 })],
      { stopped: 2, started: 0, stops: ['web-2', 'web-1'], starts: [] },
    ],
    [
      'a StatefulSet with more replicas and a new image',
      [statefulSet({ replicas: 1 })],
      [statefulSet({ replicas: 2, image: newImage })],
      { stopped: 1, started: 2, stops: ['web-0'], starts: ['web-1', 'web-0'], extra: 0, unavailable: 1 },
    ],
    [
      'a renamed StatefulSet',
      [statefulSet({ name: 'old', replicas: 1 })],
      [statefulSet({ name: 'new', replicas: 1 })],
      { stopped: 1, started: 1, stops: ['old-0'], stopsAtOnce: true, starts: ['new-0'] },
    ],
  ])('are those of %s', (_what, before, after, expected) => {
    expect(podsOf(before, after)).toEqual(expected)
  })

  it('are none where the API server refuses the object', async () => {
    const { objects } = await serverDiff(
      [statefulSet({ spec: claims('1Gi') })],
      [statefulSet({ image: newImage, spec: claims('2Gi') })],
    )
    expect(objects[0]).toMatchObject({ class: 'refused' })
    expect(objects[0]!.pods).toBeUndefined()
  })
})
