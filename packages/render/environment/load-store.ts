import { type MappingReader, type StoreSettings, shownValue, storeLimits } from '@thanos-gitops/manifest'
import { parseBase2Bytes } from '@thanos-gitops/workloads'
import { readShards } from './load-shards.ts'

type Limits = MappingReader<(typeof storeLimits)[number]>

/** Reads `store`: shards, groups of replicas and limits of the store gateway. Reports every problem. */
export function readStore(fields: MappingReader<'store'>): StoreSettings | undefined {
  const store = fields.mapping('store', ['shards', 'group', 'limits'])
  if (store === undefined) return undefined
  const shards = readShards(store, ['hash', 'time'])
  const limits = readLimits(store)
  return {
    ...(shards === undefined ? {} : { shards }),
    ...(store.boolean('group') ? { isGroup: true } : {}),
    ...(limits === undefined ? {} : { limits }),
  }
}

function readLimits(store: MappingReader<'limits'>): StoreSettings['limits'] {
  const limits = store.mapping('limits', storeLimits)
  if (limits === undefined) return undefined
  const read = storeLimits.map((limit) => [limit, limit === 'downloadedBytes' ? bytes(limits) : count(limits, limit)])
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as StoreSettings['limits']
}

const multiples: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 }

/** A number of series or samples, such as 500k. */
function count(limits: Limits, key: 'series' | 'samples'): string | undefined {
  const value = limits.value(key)
  if (value === undefined) return undefined
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([kMG]?)$/.exec(String(value)) ?? []
  const number = Number(digits) * (multiples[unit ?? ''] ?? 1)
  if (Number.isSafeInteger(number) && number > 0) return String(number)
  limits.problem(
    [key],
    `${key} must be the largest number of ${key} that one request may read, not ${shownValue(value)}.`,
    `Write for example ${key}: ${key === 'series' ? '500k' : '50M'}, or remove it for no limit.`,
  )
  return undefined
}

function bytes(limits: Limits): string | undefined {
  const value = limits.value('downloadedBytes')
  if (value === undefined || (typeof value === 'string' && (parseBase2Bytes(value) ?? 0) > 0)) return value
  limits.problem(
    ['downloadedBytes'],
    `downloadedBytes must be a size in Thanos' units, not ${shownValue(value)}.`,
    'Write for example downloadedBytes: 2GB. Thanos counts 1GB as 2^30 bytes.',
  )
  return undefined
}
