/** A problem of a base with its location. */
export interface BaseProblem {
  /** Default: `base-invalid`. */
  readonly code?: string
  readonly message: string
  readonly remedy: string
  /** The steps from `base` to the value. */
  readonly steps: readonly (string | number)[]
  /** The name in the condition of this value that is wrong. */
  readonly conditionName?: string
  /** Set if the entry in `base/index.ts` is wrong, and not the component. */
  readonly isEntry?: boolean
}
