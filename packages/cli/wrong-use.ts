import { Failure } from '@thanos-gitops/manifest'

/** A command line that cannot be meant: exit code 2. */
export const wrongUse = (message: string, remedy?: string): Failure =>
  new Failure({ code: 'wrong-use', severity: 'error', message, ...(remedy === undefined ? {} : { remedy }) })

/** The value of an option that has a few choices; undefined where the option is not given. */
export function oneOf<T extends string>(option: string, given: unknown, choices: readonly T[]): T | undefined {
  if (given === undefined) return undefined
  const found = choices.find((choice) => choice === given)
  if (found === undefined)
    throw wrongUse(`${option} must be one of ${choices.join(', ')}, not ${String(given)}.`, 'Choose one of these.')
  return found
}
