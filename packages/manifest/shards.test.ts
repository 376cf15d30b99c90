import { expect, it } from 'vitest'
import { inKeyOrder } from './key-order.ts'
import { setting } from './setting.ts'
import { forEachShard, shardedBy, shardLabel, unshardedName } from './shards.ts'

const named = (name: string, labels?: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, ...(labels && { labels }) },
})

it('marks an object without changing it', () => {
  const object = named('thanos-store')
  expect(forEachShard('store.shards', object)).toBe(object)
  expect(object).toEqual(named('thanos-store'))
  expect(shardedBy(object)).toBe('store.shards')
})

it('keeps the mark of an object whose keys are put in order', () => {
  const ordered = inKeyOrder(forEachShard('store.shards', { kind: 'Service', apiVersion: 'v1' }))
  expect(Object.keys(ordered)).toEqual(['apiVersion', 'kind'])
  expect(shardedBy(ordered)).toBe('store.shards')
})

it.each([
  ['of a shard', named('thanos-store-1', { [shardLabel]: '1' }), 'thanos-store'],
  ['that ends with another number', named('thanos-store-2', { [shardLabel]: '1' }), 'thanos-store-2'],
  ['without shards', named('thanos-store-1'), 'thanos-store-1'],
  ['of the base', named(`thanos-store${setting('shard.suffix')}`), 'thanos-store'],
])('returns the name %s without the suffix of the shard', (_, object, name) => expect(unshardedName(object)).toBe(name))
