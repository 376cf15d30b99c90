import type { OptionDeclaration, ParsedValue } from './declaration.ts'
import { requireChoice } from './require-choice.ts'
import { usageError } from './usage-error.ts'

/**
 * Converts the value of an option to its declared type. Throws a Failure if it is not valid.
 * @param title the name of the command, for messages
 */
export async function acceptedValue(
  option: OptionDeclaration,
  {
    rawName,
    value,
    inlineValue,
  }: { readonly rawName: string; readonly value?: string | undefined; readonly inlineValue?: boolean | undefined },
  title: string,
): Promise<ParsedValue> {
  const where = `${title}: ${rawName}`
  if (option.type === 'boolean') {
    if (value !== undefined) throw usageError(`${where} does not take a value.`, `Write ${rawName}.`)
    return true
  }
  // `--format --json`: the value is missing. `--format=--json` sets it.
  if (value === undefined || value === '' || (inlineValue === false && /^-./.test(value)))
    throw usageError(`${where} needs a value.`, `Write ${rawName} ${option.value}: ${option.help}`)
  if (option.type === 'number') return numberOf(where, value, option.value)
  const parts = option.type === 'list' ? value.split(',').map((part) => part.trim()) : [value]
  for (const part of parts) if (option.choices) await requireChoice(where, part, option.choices)
  return option.type === 'list' ? parts : value
}

function numberOf(where: string, value: string, unit: string): number {
  const number = Number(value)
  if (!(number >= 0 && Number.isFinite(number)))
    throw usageError(`${where} takes a number (${unit}) that is not negative, not ${value}.`, 'For example: 30')
  return number
}
