import { parseArgs } from 'node:util'
import type { CommandDeclaration, OptionDeclaration, ParsedArguments, ParsedValue } from './declaration.ts'
import { acceptedValue } from './option-value.ts'
import { requireChoice } from './require-choice.ts'
import { suggestionFor, usageError } from './usage-error.ts'
import { usageLines } from './usage-lines.ts'

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
  const values: Record<string, ParsedValue> = {}
  for (const [name, option] of Object.entries(options)) values[name] = defaultOf(option)
  for (const token of given) {
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (option === undefined)
      throw usageError(
        `${invokedAs}: Unknown option ${token.rawName}.`,
        suggestionFor(
          token.rawName,
          Object.keys(options).map((known) => `--${known}`),
          `Run ${invokedAs} --help for the options.`,
        ),
      )
    values[token.name] = await acceptedValue(option, token, invokedAs)
  }
  requireCombination(options, invokedAs, values)
  return values
}

const defaultOf = (option: OptionDeclaration): ParsedValue => (option.type === 'boolean' ? false : option.default)

function requireCombination(
  options: CommandDeclaration['options'],
  invokedAs: string,
  values: Readonly<Record<string, unknown>>,
): void {
  for (const [name, option] of Object.entries(options)) {
    if (option.type !== 'boolean') {
      if (option.required && values[name] === undefined)
        throw usageError(`${invokedAs} needs --${name}.`, `Add --${name} ${option.value}: ${option.help}`)
      continue
    }
    const excluded = option.excludes?.find((other) => values[name] === true && values[other] === true)
    if (excluded !== undefined)
      throw usageError(`${invokedAs} takes --${name} or --${excluded}, not both.`, 'Leave one out.')
  }
}

async function requireForm(
  declaration: CommandDeclaration,
  invokedAs: string,
  positionals: readonly string[],
): Promise<void> {
  const form = declaration.forms.find((positionalsOfForm) => {
    const required = positionalsOfForm.filter(({ optional }) => !optional).length
    const isOpen = positionalsOfForm.some(({ repeats }) => repeats)
    return positionals.length >= required && (isOpen || positionals.length <= positionalsOfForm.length)
  })
  if (form === undefined) {
    const [example] = declaration.examples ?? []
    throw usageError(
      `${invokedAs} does not take ${countOf(positionals.length)}.`,
      [
        ...usageLines(declaration, invokedAs).map((line) => `Usage: ${line}`),
        ...(example === undefined ? [] : [`For example: ${invokedAs} ${example.args}`]),
      ].join('\n'),
    )
  }
  for (const [index, value] of positionals.entries()) {
    const positional = form[Math.min(index, form.length - 1)]
    if (positional?.choices) await requireChoice(`${invokedAs}: ${positional.name}`, value, positional.choices)
  }
}

const countOf = (count: number): string =>
  count === 0 ? 'no argument' : count === 1 ? '1 argument' : `${count} arguments`
