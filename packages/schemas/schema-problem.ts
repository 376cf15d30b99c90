export interface SchemaProblem {
  /** JSON Pointer of the wrong value, of the unknown field, or of the object in which a field is missing. */
  readonly pointer: string
  /** Follows the name of the field, without a full stop: `must be an integer, found the string "3"`. */
  readonly message: string
  /** A sentence: `Remove the quotes.` */
  readonly remedy: string
}
