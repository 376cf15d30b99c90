import type { ObjectChange } from '@thanos-gitops/manifest/change'
import type { Pair } from './pairs.ts'

/** A change of an object, and the object on both sides. */
export interface PairedChange {
  readonly pair: Pair
  readonly change: ObjectChange
}
