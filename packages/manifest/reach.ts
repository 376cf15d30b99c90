import type { Finding, Place } from './finding.ts'

/** How far a change reaches: the environments in which it changes something, by ring. */
export interface Reach {
  readonly environments: readonly string[]
  /** Those in which no manifest changes, only objects of Argo CD or Flux. */
  readonly deliveryOnly: readonly string[]
  /** How many environments were compared. */
  readonly of: number
  /** The rings that are reached, in their order. Empty without rings. */
  readonly rings: readonly RingReach[]
  /** Undefined if no line of the change reaches two environments. */
  readonly most?: ReachingLine
  /** More than `environments/rings.yaml` permits; a warning if a label permits it. */
  readonly findings: readonly Finding[]
}

export interface RingReach {
  /** Undefined for an environment that was removed and had no ring. */
  readonly name?: string
  readonly environments: readonly string[]
  /** The line that reaches most of these environments. */
  readonly most?: ReachingLine
}

/** A line of the change, or the revision to which pins move, and the environments in which it changes something. */
export interface ReachingLine {
  readonly place?: Place
  readonly pin?: string
  readonly environments: readonly string[]
}
