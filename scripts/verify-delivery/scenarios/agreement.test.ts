import { describe, expect, it } from 'vitest'
import { disagreements } from './agreement.ts'
import type { Observation, Prediction } from './effects.ts'

const restart = { stopped: 2, started: 2, stops: ['a-1', 'a-0'], starts: ['a-0', 'a-1'], extra: 0, unavailable: 1 }
const predicted: Prediction = {
  sync: 'completes',
  objects: { 'StatefulSet/a': 'changed', 'Service/a': 'unchanged' },
  pods: { 'StatefulSet/a': restart },
  order: [['StatefulSet/a']],
}
const observed: Observation = {
  sync: 'completes',
  objects: { 'StatefulSet/a': 'changed' },
  pods: { 'StatefulSet/a': restart },
  spans: { 'StatefulSet/a': { first: 0, last: 4 } },
}
const twoWaves = { ...predicted, order: [['StatefulSet/a'], ['Deployment/b']] }

describe('disagreements', () => {
  it('are none for equal effects, where an unchanged object can be left out', () => {
    expect(disagreements(predicted, observed)).toEqual([])
  })

  it('are none below the limits of a rollout', () => {
    const pods = { 'StatefulSet/a': { ...restart, unavailable: 0 } }
    expect(disagreements(predicted, { ...observed, pods })).toEqual([])
  })

  it('are none for another order of pods that stop at once', () => {
    const pods = { 'StatefulSet/a': { ...restart, stops: ['a-0', 'a-1'] } }
    const atOnce = { ...predicted, pods: { 'StatefulSet/a': { ...restart, stopsAtOnce: true } } }
    expect(disagreements(atOnce, { ...observed, pods })).toEqual([])
  })

  it.each<[what: string, fields: Partial<Observation>, expected: string]>([
    ['another end of the sync', { sync: 'fails' }, 'The sync fails. Predicted: completes.'],
    [
      'an object that nothing predicts',
      { objects: { 'StatefulSet/a': 'changed', 'Service/b': 'deleted' } },
      'Service/b: deleted. Predicted: unchanged.',
    ],
    ['an object that does not change', { objects: {} }, 'StatefulSet/a: unchanged. Predicted: changed.'],
    ['pods that stay', { pods: {} }, 'StatefulSet/a: 0 pods stop, 0 start. Predicted: 2 pods stop, 2 start.'],
    [
      'pods that nothing predicts',
      { pods: { ...observed.pods, 'Deployment/b': { stopped: 1, started: 0 } } },
      'Deployment/b: 1 pods stop, 0 start. Predicted: 0 pods stop, 0 start.',
    ],
    [
      'another order',
      { pods: { 'StatefulSet/a': { ...restart, stops: ['a-0', 'a-1'] } } },
      'StatefulSet/a: stops a-0, a-1. Predicted: a-1, a-0.',
    ],
    [
      'too many pods at a time',
      { pods: { 'StatefulSet/a': { ...restart, unavailable: 2 } } },
      'StatefulSet/a: 2 pods unavailable at a time. Predicted: at most 1.',
    ],
  ])('name %s', (_what, fields, expected) => {
    expect(disagreements(predicted, { ...observed, ...fields })).toEqual([expected])
  })

  it('name pods of a later wave that change too early', () => {
    const spans = { 'StatefulSet/a': { first: 0, last: 4 }, 'Deployment/b': { first: 3, last: 9 } }
    expect(disagreements(twoWaves, { ...observed, spans })).toEqual([
      'Deployment/b changes at 3 s, before the pods of StatefulSet/a are ready (4 s).',
    ])
    expect(
      disagreements(twoWaves, { ...observed, spans: { ...spans, 'Deployment/b': { first: 4, last: 9 } } }),
    ).toEqual([])
  })
})
