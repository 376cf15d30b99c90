import type { SettingValues } from './setting-values.ts'
import type { Shards } from './shards.ts'

/** What base objects can use of `rule`. */
export const ruleFields = [
  // Set if the ruler stores no blocks.
  'remoteWrite',
  // Set if it sends series to the receivers of the environment.
  'remoteWrite.receive',
  // The entries of other receivers, as Prometheus reads them, and their port.
  'remoteWrite.entries',
  'remoteWrite.port',
] as const
export type RuleField = (typeof ruleFields)[number]

/** `rule` of an environment. */
export interface RuleSettings extends SettingValues<RuleField> {
  /** Which groups of rules a ruler evaluates. */
  readonly shards?: Shards
}
