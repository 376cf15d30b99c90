import { parseArgs } from 'node:util'
import type { CommandDeclaration, OptionDeclaration, ParsedArguments, ParsedValue } from './declaration.ts'
import { acceptedValue } from './option-value.ts'
import { requireForm } from './require-form.ts'
import { suggestionFor, usageError } from './usage-error.ts'
import { titleOf } from './usage-lines.ts'

/**
 * Parses and validates the arguments of one command.
 * @param invokedAs what precedes the arguments, such as `thanos-gitops check`
 * @returns 'help' where the help is requested
 * @throws Failure `usage-error`
 */
export async function parseArguments(
  declaration: CommandDeclaration,
  invokedAs: string,
  args: readonly string[],
): Promise<ParsedArguments | 'help'> {
  const { tokens } = parseArgs({
    args: [...args],
    options: { ...parserOptions(declaration), help: { type: 'boolean', short: 'h' } },
    // `strict` would stop at the first problem, with messages that have no remedy.
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const given = tokens.filter((token) => token.kind === 'option')
  if (given.some(({ name }) => name === 'help')) return 'help'
  const options = await optionValues(declaration, invokedAs, given)
  const positionals = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
  await requireForm(declaration, invokedAs, positionals)
  return { positionals, options }
}

const parserOptions = ({ options }: CommandDeclaration) =>
  Object.fromEntries(
    Object.entries(options).map(([name, { type }]) => [
      name,
      { type: type === 'boolean' ? ('boolean' as const) : ('string' as const) },
    ]),
  )

interface GivenOption {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

async function optionValues(
  { options }: CommandDeclaration,
  invokedAs: string,
  given: readonly GivenOption[],
): Promise<ParsedArguments['options']> {
  const title = titleOf(invokedAs)
  const values: Record<string, ParsedValue> = {}
  for (const [name, option] of Object.entries(options)) values[name] = defaultOf(option)
  for (const token of given) {
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (option === undefined)
      throw usageError(
        `${title}: Unknown option ${token.rawName}.`,
        suggestionFor(
          token.rawName,
          Object.keys(options).map((known) => `--${known}`),
          `Run ${invokedAs} --help for the options.`,
        ),
      )
    values[token.name] = await acceptedValue(option, token, title)
  }
  requireCombination(options, title, values)
  return values
}

const defaultOf = (option: OptionDeclaration): ParsedValue => (option.type === 'boolean' ? false : option.default)

function requireCombination(
  options: CommandDeclaration['options'],
  title: string,
  values: Readonly<Record<string, unknown>>,
): void {
  for (const [name, option] of Object.entries(options)) {
    if (option.type !== 'boolean' && option.required && values[name] === undefined)
      throw usageError(`${title} needs --${name}.`, `Add --${name} ${option.value}: ${option.help}`)
    const isGiven = (other: string): boolean => values[other] !== undefined && values[other] !== false
    const excluded = option.excludes?.find((other) => isGiven(name) && isGiven(other))
    if (excluded !== undefined)
      throw usageError(`${title} takes --${name} or --${excluded}, not both.`, 'Leave one out.')
  }
}
