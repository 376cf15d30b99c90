/** What a string must be to match a pattern. */
export interface PatternDescription {
  /** Completes "must". */
  readonly requirement: string
  readonly example: string
}
