import type { Place } from './finding.ts'

/** A group of environments that get a change at the same time. Each environment names its ring. */
export interface Ring {
  readonly name: string
  /** The most environments of the ring that one pull request may reach. Undefined for any number. */
  readonly maximum?: number
  /** The place of a key of the ring. */
  readonly place: (key: 'name' | 'maximum') => Place
}

/** `environments/rings.yaml`, parsed and with defaults. */
export interface Rings {
  /** In the order in which they get a change. */
  readonly rings: readonly Ring[]
  /** Whether one pull request may reach several rings. */
  readonly together: boolean
  /** The label of a pull request that may reach more. Undefined if no label permits it. */
  readonly label?: string
  readonly place: (key: 'together' | 'label') => Place
}
