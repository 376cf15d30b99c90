import { describe, expect, it } from 'vitest'
import {
  alsoOnlyWithout,
  conditionOf,
  eachOnlyWithout,
  hasLostCondition,
  isConditionMet,
  type OnlyWith,
  onlyWith,
  onlyWithout,
  withoutCondition,
} from './condition.ts'

describe('onlyWith', () => {
  it('marks objects and lists without changing them', () => {
    const object = { address: 'rule' }
    expect(onlyWith('rule', object)).toBe(object)
    expect(object).toEqual({ address: 'rule' })
    expect(conditionOf(object)).toEqual(['rule'])
    expect(conditionOf(onlyWith(['rule', 'receive'], [1]))).toEqual(['rule', 'receive'])
  })

  it('marks strings', () => {
    const marked = onlyWith(['rule', 'receive'], 'arn:aws:iam')
    expect(conditionOf(marked)).toEqual(['rule', 'receive'])
    expect(withoutCondition(marked)).toBe('arn:aws:iam')
    expect(hasLostCondition(marked)).toBe(false)
  })

  it.each([
    ['another string before it', `--role=${onlyWith('rule', 'arn')}`],
    ['another condition', onlyWith('receive', onlyWith('rule', 'arn'))],
  ])('detects a condition after %s', (_, string) => expect(hasLostCondition(string)).toBe(true))

  it('refuses a second condition of an object', () => {
    const object = onlyWith('rule', { address: 'rule' })
    expect(() => onlyWith('receive', object)).toThrow('already has the condition rule')
  })

  it('accepts the component names of a base only', () => {
    const onlyWithOurs: OnlyWith<'rule' | 'receive'> = onlyWith
    // @ts-expect-error No component of this base has this name.
    onlyWithOurs('ruel', {})
    expect(conditionOf(onlyWithOurs(['rule', 'receive'], {}))).toEqual(['rule', 'receive'])
  })
})

it.each([['text'], [''], [3], [null], [undefined], [{}]])('gives %j no condition', (value) => {
  expect(conditionOf(value)).toBeUndefined()
  expect(withoutCondition(value)).toBe(value)
})

describe('onlyWithout', () => {
  it.each([
    [['store'], true],
    [['rule'], false],
    [[], true],
  ])('is met by %j: %j', (present, expected) => {
    const marked = onlyWithout('rule', 'address')
    expect(withoutCondition(marked)).toBe('address')
    expect(isConditionMet(conditionOf(marked)!, new Set(present))).toBe(expected)
  })
})

describe('alsoOnlyWithout', () => {
  const met = (value: object | string, ...present: readonly string[]): boolean =>
    isConditionMet(conditionOf(value)!, new Set(present))

  it('adds the absence of a component to each alternative', () => {
    const rule = onlyWith(['rook', 'aws'], { a: 1 })
    const also = alsoOnlyWithout('stateless', rule)
    expect(also).toEqual({ a: 1 })
    expect([met(also, 'rook'), met(also, 'aws'), met(also, 'rook', 'stateless'), met(also)]).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(met(rule, 'rook', 'stateless')).toBe(true)
  })

  it('marks strings, lists, and values without a condition', () => {
    const [text, list] = eachOnlyWithout<string | object>('stateless', [onlyWith('rook', 'x'), [1]])
    expect([met(text!, 'rook'), met(text!, 'rook', 'stateless'), withoutCondition(text)]).toEqual([true, false, 'x'])
    expect([list, met(list!), met(list!, 'stateless')]).toEqual([[1], true, false])
  })
})
