import { expect, it } from 'vitest'
import { conditionOf, onlyWith } from './condition.ts'
import { inKeyOrder } from './key-order.ts'

const inOrder = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'rules', namespace: 'monitoring', annotations: { a: '1' }, labels: {} },
  data: {
    'rules.yaml': {
      groups: [
        {
          name: 'thanos',
          interval: '1m',
          rules: [
            { alert: 'Down', expr: 'up == 0', for: '5m' },
            { record: 'up:sum', expr: 'sum(up)' },
          ],
        },
      ],
    },
    scrape: [{ job_name: 'thanos', honor_labels: true, scheme: 'http' }],
  },
  list: [1, [null, { a: true, b: [] }]],
}

/** Every mapping the other way round. */
const reversed = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(reversed)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, child]) => [key, reversed(child)]),
        )
      : value

const textOf = (value: unknown): string => JSON.stringify(value)

it('returns the same order for any order of the input', () => {
  expect(textOf(inKeyOrder(reversed(inOrder)))).toBe(textOf(inOrder))
})

it('returns the same reference for a value that is in order', () => {
  expect(inKeyOrder(inOrder)).toBe(inOrder)
  const once = inKeyOrder(reversed(inOrder))
  expect(inKeyOrder(once)).toBe(once)
})

it('copies only the containers of a change, and changes nothing in place', () => {
  const shared = { a: 1, b: [{ name: 'x', value: 'y' }] }
  const value = { list: [shared, { b: 1, a: 2 }], other: shared }
  const before = textOf(value)
  const result = inKeyOrder(value)
  expect(textOf(result)).toBe(
    '{"list":[{"a":1,"b":[{"name":"x","value":"y"}]},{"a":2,"b":1}],"other":{"a":1,"b":[{"name":"x","value":"y"}]}}',
  )
  expect(result.list[0]).toBe(shared)
  expect(result.other).toBe(shared)
  expect(textOf(value)).toBe(before)
})

it.each([
  [
    'apiVersion, kind and metadata first',
    { spec: 1, metadata: 2, kind: 3, apiVersion: 4 },
    'apiVersion kind metadata spec',
  ],
  ['the name first', { image: 1, args: 2, name: 3 }, 'name args image'],
  [
    'the namespace after the name',
    { labels: 1, namespace: 2, name: 3, annotations: 4 },
    'name namespace annotations labels',
  ],
  ['capitals by code unit', { b: 1, a: 2, B: 3, A: 4 }, 'A B a b'],
  ['names without regard to a locale', { é: 1, z: 2, '\u{1f600}': 3, '\uff5e': 4 }, 'z é \u{1f600} \uff5e'],
  [
    'numbers like JavaScript',
    { b: 1, 10: 2, 9: 3, '010': 4, 4294967295: 5, 4294967294: 6 },
    '9 10 4294967294 010 4294967295 b',
  ],
  ['special names without loss', JSON.parse('{"b": 1, "__proto__": 2, "": 3}') as object, ' __proto__ b'],
])('orders %s', (_, value, expected) => {
  const result = inKeyOrder(value)
  expect(Object.keys(result).join(' ')).toBe(expected)
  expect(inKeyOrder(result)).toBe(result)
})

it.each([3, 32, 33, 100])('orders %i keys in any order of the input', (count) => {
  const keys = Array.from({ length: count }, (_, index) => `k${String(index).padStart(3, '0')}`)
  const mapping = (step: number): object =>
    Object.fromEntries(keys.map((_, index) => [keys[(index * step + 1) % count], index]))
  // Steps without a common divisor with the counts: each key occurs once.
  for (const step of [1, count - 1, 7]) {
    expect(Object.keys(mapping(step))).not.toEqual(keys)
    expect(Object.keys(inKeyOrder(mapping(step)))).toEqual(keys)
  }
})

it('keeps the condition of a value that it copies', () => {
  const rule = onlyWith('thanos-rule', { expr: 'up', alert: 'Down' })
  const list = onlyWith('thanos-rule', [{ b: 1, a: 2 }])
  expect(conditionOf(inKeyOrder({ rule }).rule)).toEqual(['thanos-rule'])
  expect(conditionOf(inKeyOrder({ list }).list)).toEqual(['thanos-rule'])
})

it.each([[null], ['text'], [1], [undefined], [[]], [{}]])('returns %j unchanged', (value) => {
  expect(inKeyOrder(value)).toBe(value)
})
