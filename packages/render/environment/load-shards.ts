import {
  isObject,
  type MappingReader,
  readMapping,
  type Shard,
  type Sharding,
  type Shards,
  shownValue,
} from '@thanos-gitops/manifest'
import { formatPrometheusDuration, parsePrometheusDuration } from '@thanos-gitops/workloads'

/** More is a typing error: each shard has pods and volumes of its own. */
const mostShards = 100

const keys = ['by', 'count', 'ages'] as const
type ShardsReader = MappingReader<(typeof keys)[number]>

/**
 * Reads `shards` of a component: a number of shards, or a mapping with what divides the data.
 *
 * @param allowed what can divide the data of the component; the first one by default
 */
export function readShards(fields: MappingReader<'shards'>, allowed: readonly Sharding[]): Shards | undefined {
  const value = fields.value('shards')
  if (value === undefined) return undefined
  if (!isObject(value)) return byHash(readCount(fields, ['shards'], value))
  const context = { ...fields.context, path: [...fields.context.path, 'shards'] }
  const expected = { subject: 'shards', remedy: `Write its keys below it: ${keys.join(', ')}.` }
  const shards = readMapping(context, value, keys, expected, () => fields.invalidate())
  if (shards === undefined) return undefined
  const by = shards.oneOf('by', allowed)
  if (by === undefined && shards.has('by')) return undefined
  return by === 'time' ? readTimes(shards) : readHash(shards)
}

function readHash(shards: ShardsReader): Shards | undefined {
  if (shards.has('ages')) unusedKey(shards, 'ages', 'time')
  if (!shards.has('count')) shards.missing('count', 'count: 3')
  return shards.has('count') ? byHash(readCount(shards, ['count'], shards.value('count'))) : undefined
}

const unusedKey = (shards: ShardsReader, key: 'ages' | 'count', by: Sharding): void =>
  shards.keyProblem(key, `${key} has no effect without by: ${by}.`, `Write by: ${by}, or remove ${key}.`)

const byHash = (count: number | undefined): Shards | undefined =>
  count === undefined
    ? undefined
    : { by: 'hash', list: Array.from({ length: count }, () => ({ count: String(count) })) }

function readCount(fields: MappingReader<string>, at: readonly string[], value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 2 && value <= mostShards) return value
  fields.problem(
    at,
    `${at.at(-1)} must be a whole number from 2 to ${mostShards}, not ${shownValue(value)}.`,
    value === 1 || value === 0
      ? 'Remove it: without shards, one workload has all data.'
      : `Write for example ${at.at(-1)}: 3`,
  )
  return undefined
}

/** A store gateway takes over a block at its next synchronization (15m), and then loads it. Until then, the other shard serves it. */
const overlap = 6 * 3_600_000

/** Shards from the newest to the oldest blocks. */
function readTimes(shards: ShardsReader): Shards | undefined {
  if (shards.has('count')) unusedKey(shards, 'count', 'hash')
  const ages = shards.list('ages').map((age, index) => readAge(shards, age, index))
  if (ages.length === 0) {
    if (shards.isValid) shards.missing('ages', 'ages: [2w, 8w]')
    return undefined
  }
  ages.forEach((age, index) => {
    if (index > 0 && age <= ages[index - 1]!)
      shards.problem(
        ['ages', index],
        'An age must be above the age before it: a shard has the blocks between two ages.',
        'Write the ages from the newest to the oldest blocks, for example ages: [2w, 8w]',
      )
  })
  if (!shards.isValid) return undefined
  const count = String(ages.length + 1)
  return {
    by: 'time',
    list: [...ages, undefined].map(
      (age, index): Shard => ({
        count,
        ...(index === 0 ? {} : { maxTime: `-${formatPrometheusDuration(ages[index - 1]!)}` }),
        ...(age === undefined ? {} : { minTime: `-${formatPrometheusDuration(age + overlap)}` }),
      }),
    ),
  }
}

/** In milliseconds; 0 for a wrong age, which is reported. */
function readAge(shards: ShardsReader, age: unknown, index: number): number {
  const milliseconds = typeof age === 'string' ? parsePrometheusDuration(age) : undefined
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds
  shards.problem(
    ['ages', index],
    `An age must be a duration above 0 as Prometheus writes it, not ${shownValue(age)}.`,
    'Write for example ages: [2w, 8w]',
  )
  return 0
}
