import { createEnvironment } from '@thanos-gitops/render'

/** Prints a note where a command on all environments has none to work on, which is a success. Returns whether it did. */
export function notesNoEnvironment(names: readonly string[]): boolean {
  if (names.length > 0) return false
  // A note and not a result: what reads the standard output gets none.
  console.error(`There is no environment yet. ${createEnvironment('NAME')}`)
  return true
}
