import {
  type CompactNumber,
  type CompactSettings,
  compactNumbers,
  deduplications,
  type MappingReader,
  shownValue,
} from '@thanos-gitops/manifest'
import { readShards } from './load-shards.ts'

type Compact = MappingReader<CompactNumber | 'deduplicate' | 'shards'>

/** The most that a node has processors for. Each of them needs a volume and memory for the largest block. */
const most = 64

/** Reads `compact`: how much the compactor does at a time, which copies it merges, and its shards. Reports every problem. */
export function readCompact(fields: MappingReader<'compact' | 'components'>): CompactSettings | undefined {
  const compact = fields.mapping('compact', [...compactNumbers, 'deduplicate', 'shards'])
  if (compact === undefined) return undefined
  const numbers = compactNumbers.map((name) => [name, readNumber(compact, name)] as const)
  const deduplicate = compact.oneOf('deduplicate', deduplications)
  if (deduplicate === 'receivers' && !fields.list('components').includes('thanos-receive'))
    compact.problem(
      ['deduplicate'],
      'The environment has no receivers whose copies could be merged.',
      'Add thanos-receive to components, or remove deduplicate.',
    )
  // The blocks of one stream must not be in two shards, so time cannot divide them.
  const shards = readShards(compact, ['hash'])
  return {
    ...Object.fromEntries(numbers.filter(([, value]) => value !== undefined)),
    ...(deduplicate === undefined ? {} : { deduplicate }),
    ...(shards === undefined ? {} : { shards }),
  }
}

function readNumber(compact: Compact, name: CompactNumber): number | undefined {
  const value = compact.value(name)
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value
  compact.problem(
    [name],
    `${name} must be a whole number from 1 to ${most}, not ${shownValue(value)}.`,
    `Write for example ${name}: 4. The compactor then needs four times the volume: npx thanos-gitops size computes it.`,
  )
  return undefined
}
