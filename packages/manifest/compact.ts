import type { Shards } from './shards.ts'

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
  readonly shards?: Shards
}

/** What base objects can use of `compact`. The numbers have defaults. */
export type CompactSetting = `compact.${CompactNumber}`
export type CompactCondition = `compact.deduplicate.${Deduplication}`

export const compactSettings: readonly CompactSetting[] = compactNumbers.map((name) => `compact.${name}` as const)
export const compactConditions: readonly CompactCondition[] = deduplications.map(
  (name) => `compact.deduplicate.${name}` as const,
)
