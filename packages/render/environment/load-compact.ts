import { type CompactSettings, compactNumbers, deduplications, type MappingReader } from '@thanos-gitops/manifest'
import { readCompactTenants } from './load-compact-tenants.ts'
import { readShards } from './load-shards.ts'
import { readWholeNumber } from './whole-number.ts'

const bounds = {
  from: 1,
  // The most that a node has processors for. Each of them needs a volume and memory for the largest block.
  to: 64,
  example: 4,
  consequence: 'The compactor then needs four times the volume: npx thanos-gitops size computes it.',
}

/** Reads `compact`: how much the compactor does at a time, which copies it merges, and its shards or tenants. Reports every problem. */
export function readCompact(fields: MappingReader<'compact' | 'components'>): CompactSettings | undefined {
  const compact = fields.mapping('compact', [...compactNumbers, 'deduplicate', 'shards', 'tenants'])
  if (compact === undefined) return undefined
  const numbers = compactNumbers.map((name) => [name, readWholeNumber(compact, name, bounds)] as const)
  const deduplicate = compact.oneOf('deduplicate', deduplications)
  if (deduplicate === 'receivers' && !fields.list('components').includes('thanos-receive'))
    compact.problem(
      ['deduplicate'],
      'The environment has no receivers whose copies could be merged.',
      'Add thanos-receive to components, or remove deduplicate.',
    )
  // The blocks of one stream must not be in two shards, so time cannot divide them.
  const shards = compact.has('tenants') ? undefined : readShards(compact, ['hash'])
  return {
    ...Object.fromEntries(numbers.filter(([, value]) => value !== undefined)),
    ...(deduplicate === undefined ? {} : { deduplicate }),
    ...(shards === undefined ? {} : { shards }),
    ...readCompactTenants(compact),
  }
}
