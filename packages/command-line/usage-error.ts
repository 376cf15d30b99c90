import { Failure, nearest } from '@thanos-gitops/manifest'

/** A command line that is not valid: exit code 2. */
export const usageError = (message: string, remedy: string): Failure =>
  new Failure({ code: 'usage-error', severity: 'error', message, remedy })

/** `Did you mean …?` if a known word is near, otherwise `fallback`. */
export function suggestionFor(word: string, known: Iterable<string>, fallback: string): string {
  const near = nearest(word, known)
  return near === undefined ? fallback : `Did you mean ${near}?`
}
