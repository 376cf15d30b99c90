import { describe, expect, it } from 'vitest'
import { podSelectorOf, selectorMatches } from './selector.ts'

const labels = { app: 'store', tier: 'a' }

describe('selectorMatches', () => {
  it.each<[string, unknown, boolean]>([
    ['an empty selector', {}, true],
    ['an absent selector', undefined, false],
    ['null', null, false],
    ['equal labels', { matchLabels: { app: 'store' } }, true],
    ['another value', { matchLabels: { app: 'query' } }, false],
    ['an inherited property', { matchLabels: { toString: 'x' } }, false],
    ['In', { matchExpressions: [{ key: 'app', operator: 'In', values: ['store'] }] }, true],
    ['In without the label', { matchExpressions: [{ key: 'x', operator: 'In', values: ['store'] }] }, false],
    ['NotIn', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['store'] }] }, false],
    ['NotIn without the label', { matchExpressions: [{ key: 'x', operator: 'NotIn', values: ['store'] }] }, true],
    ['Exists', { matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, true],
    ['DoesNotExist', { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false],
    ['DoesNotExist without the label', { matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] }, true],
    ['an unknown operator', { matchExpressions: [{ key: 'x', operator: 'Gt', values: ['1'] }] }, false],
    ['a key that is not a string', { matchExpressions: [{ key: 1, operator: 'DoesNotExist' }] }, false],
    [
      'labels and expressions together',
      { matchLabels: { app: 'store' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['b'] }] },
      false,
    ],
  ])('%s', (_, selector, expected) => expect(selectorMatches(selector, labels)).toBe(expected))
})

describe('podSelectorOf', () => {
  it.each([
    ['the plain labels of a Service', 'Service', { app: 'a' }, { matchLabels: { app: 'a' } }],
    ['a label of a Service named matchLabels', 'Service', { matchLabels: 'a' }, { matchLabels: { matchLabels: 'a' } }],
    ['a Service with an empty selector', 'Service', {}, undefined],
    ['a Service without a selector', 'Service', undefined, undefined],
    ['a LabelSelector', 'PodDisruptionBudget', { matchLabels: { app: 'a' } }, { matchLabels: { app: 'a' } }],
    ['an empty LabelSelector', 'PodDisruptionBudget', {}, {}],
  ])('reads %s', (_, kind, selector, expected) =>
    expect(podSelectorOf({ kind, spec: { selector } } as { kind: string })).toEqual(expected),
  )
})
