import { expect, it } from 'vitest'
import { diff, workload } from '../testing/objects.ts'

const image = 'quay.io/thanos/thanos:v0.42.4'
const ingestor = (replicas: number) => workload({ kind: 'StatefulSet', name: 'in', replicas, image, args: ['receive'] })
const router = (factor: number) =>
  workload({
    name: 'router',
    image,
    args: ['receive', `--receive.replication-factor=${factor}`, '--receive.hashrings-file=/h.json'],
  })
const hashring = (pods: number) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'hashring', namespace: 'monitoring' },
  data: {
    'hashrings.json': JSON.stringify([
      {
        endpoints: Array.from({ length: pods }, (_, ordinal) => ({ address: `in-${ordinal}.in.monitoring.svc:10901` })),
      },
    ]),
  },
})

/** The verdict on the StatefulSet: the pods and the entries of the hashring before and after. */
function verdict(before: [pods: number, entries: number], after: [pods: number, entries: number], factor = 3) {
  const side = ([pods, entries]: [number, number]) => [ingestor(pods), router(factor), hashring(entries)]
  const found = diff(side(before), side(after)).objects.find(({ kind }) => kind === 'StatefulSet')
  return `${found?.class}: ${found?.why}`
}

it('orders new receivers before their entries', () =>
  expect(verdict([3, 3], [5, 5])).toMatch(/^scale: .*Order: the pods start, then the hashring lists them/))

it('has no order for new receivers that the hashring does not list yet', () =>
  expect(verdict([3, 3], [5, 3])).not.toContain('Order'))

it('reports how to remove receivers in two steps, and whether writes fail in one', () => {
  expect(verdict([5, 5], [4, 4])).toMatch(
    /^scale: .*Writes succeed with the other copies.*receive: {leaving: 1}.*replicas: 4/,
  )
  expect(verdict([5, 5], [3, 3])).toMatch(
    /^risk: .*writes fail .* more than 1 copy is on in-3 and in-4.*receive: {leaving: 2}/,
  )
  expect(verdict([5, 5], [4, 4], 1)).toMatch(/^risk: .*more than 0 copies are on in-4/)
})

it('counts the receivers of all zones', () => {
  const side = (replicas: number) => [
    ...['a', 'b', 'c'].map((zone) => {
      const of = workload({ kind: 'StatefulSet', name: `in-${zone}`, replicas, image, args: ['receive'] })
      return { ...of, metadata: { ...of.metadata, labels: { 'thanos-gitops/shard': zone } } }
    }),
    router(3),
    {
      ...hashring(0),
      data: {
        'hashrings.json': JSON.stringify([
          {
            endpoints: ['a', 'b', 'c'].flatMap((zone) =>
              Array.from({ length: replicas }, (_, pod) => `in-${zone}-${pod}.in.monitoring.svc:10901`),
            ),
          },
        ]),
      },
    },
  ]
  const found = diff(side(2), side(1)).objects.filter(({ kind }) => kind === 'StatefulSet')
  expect(found).toHaveLength(3)
  for (const { class: is, why } of found) {
    expect(is).toBe('risk')
    expect(why).toMatch(/those of the other zones.*receive: {leaving: 3}.*replicas: 3 without/)
  }
})

it('reports nothing about receivers that left the hashring before', () =>
  expect(verdict([5, 3], [3, 3])).toMatch(/^scale: (?!.*leaving)/))
