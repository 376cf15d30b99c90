import { createHash } from 'node:crypto'
import type { BlockRetention } from './retention.ts'
import type { Shard, Shards } from './shards.ts'

/** Whose copies of samples the compactor merges for good: those of the receivers, or of the replicas of Prometheus. */
export const deduplications = ['receivers', 'prometheus'] as const
export type Deduplication = (typeof deduplications)[number]

/** The numbers of `compact`: groups of blocks that are merged, and blocks that are downsampled, at a time. */
export const compactNumbers = ['concurrency', 'downsampleConcurrency'] as const
export type CompactNumber = (typeof compactNumbers)[number]

/** `compact` of an environment. */
export interface CompactSettings {
  readonly concurrency?: number
  readonly downsampleConcurrency?: number
  readonly deduplicate?: Deduplication
  /** By hash, or those of `tenants`. */
  readonly shards?: Shards
  /** How long the blocks of each tenant are kept. */
  readonly tenants?: Readonly<Record<string, BlockRetention>>
}

/** What base objects can use of `compact`. The numbers have defaults. */
export type CompactSetting = `compact.${CompactNumber}`
export type CompactCondition = `compact.deduplicate.${Deduplication}`

export const compactSettings: readonly CompactSetting[] = compactNumbers.map((name) => `compact.${name}` as const)
export const compactConditions: readonly CompactCondition[] = deduplications.map(
  (name) => `compact.deduplicate.${name}` as const,
)

/** The name of the shard with the blocks of all tenants that have no compactor of their own. */
export const otherTenantsName = 'others'

/**
 * One compactor for all blocks of other tenants and of no tenant, then one for each tenant. The external label `tenant_id` of the
 * receivers decides.
 *
 * @param tenants how long the blocks of each tenant are kept
 */
export function tenantShards(tenants: Readonly<Record<string, BlockRetention>>): Shards {
  const names = Object.keys(tenants)
  const count = String(names.length + 1)
  const others: Shard = { count, name: otherTenantsName, otherTenants: names.map(exactly).join('|') }
  const ofTenants = names.map(
    (tenant): Shard => ({
      count,
      name: nameOfTenant(tenant),
      tenant: exactly(tenant),
      retentionRaw: tenants[tenant]!.raw,
      retention5m: tenants[tenant]!['5m'],
      retention1h: tenants[tenant]!['1h'],
    }),
  )
  return { by: 'tenant', list: [others, ...ofTenants] }
}

/** A regular expression for a tenant, without characters that YAML reads in another way. */
const exactly = (tenant: string): string => tenant.replaceAll('.', '[.]')

/** A part of the names of objects: the tenant, or what can be in a name and a hash. */
function nameOfTenant(tenant: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$/.test(tenant) && tenant !== otherTenantsName) return tenant
  const readable = tenant
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 21)
  return `${readable}-${createHash('sha256').update(tenant).digest('hex').slice(0, 8)}`
}
