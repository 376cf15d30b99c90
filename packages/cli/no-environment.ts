import { createEnvironment } from '@thanos-gitops/render'

/** Prints a note if a command on all environments has none, which is a success. Returns whether it did. */
export function notesNoEnvironment(names: readonly string[]): boolean {
  if (names.length > 0) return false
  // On standard error: programs that read standard output get a result without environments.
  console.error(`There is no environment yet. ${createEnvironment('NAME')}`)
  return true
}
