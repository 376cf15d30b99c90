/** Something wrong in a base, and where it is. */
export interface BaseProblem {
  readonly message: string
  readonly remedy: string
  /** The steps from `base` to the value. */
  readonly steps: readonly (string | number)[]
  /** The name in the condition of this value that is wrong. */
  readonly conditionName?: string
  /** Set where the entry in `base/index.ts` is wrong, and not the component. */
  readonly isEntry?: boolean
}
