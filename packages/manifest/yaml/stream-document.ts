import type { Place } from '../finding.ts'

/** A list of all objects of a large cluster has fewer. */
export const mostDocuments = 200_000

/** One document of a stream, read as Kubernetes reads it. */
export interface StreamDocument {
  readonly value: unknown
  /** Its length in the file, in characters. */
  readonly size: number
  /**
   * The place of the value at some steps, or of its nearest parent that exists. Steps may continue into a document inside a
   * string. `into` counts characters of the string at the steps.
   */
  place(steps: readonly string[], into?: number): Place
  /** The place of the key that the steps end with. */
  keyPlace(steps: readonly string[]): Place
}
