import type { Choices } from './declaration.ts'
import { suggestionFor, usageError } from './usage-error.ts'

export const choicesOf = async (choices: Choices): Promise<readonly string[]> =>
  typeof choices === 'function' ? choices() : choices

/** Above this number a message and the help do not list the choices. */
export const mostListedChoices = 12

/** @throws Failure `usage-error` if `value` is not one of the choices */
export async function requireChoice(where: string, value: string, choices: Choices): Promise<void> {
  const known = await choicesOf(choices)
  if (known.includes(value)) return
  const isListed = known.length <= mostListedChoices
  throw usageError(
    isListed ? `${where} must be one of ${known.join(', ')}, not ${value}.` : `${where}: There is no ${value}.`,
    suggestionFor(
      value,
      known,
      isListed ? 'Choose one of these values.' : `For example: ${known.slice(0, 3).join(', ')}.`,
    ),
  )
}
