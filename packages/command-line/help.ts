import type { Command, CommandDeclaration, OptionDeclaration, PositionalDeclaration } from './declaration.ts'
import { choicesOf, mostListedChoices } from './require-choice.ts'
import { usageLines } from './usage-lines.ts'

export const exitCodes = 'Exit codes: 0 success · 1 findings or differences · 2 usage error, bad input or failure'

const width = 100

/** What `--help` prints. `invokedAs` precedes the arguments, such as `thanos-gitops check`. */
export async function commandHelp(declaration: CommandDeclaration, invokedAs: string): Promise<string> {
  const positionals = distinct(declaration.forms.flat())
  const sections = [
    usageLines(declaration, invokedAs)
      .map((line, index) => `${index === 0 ? 'Usage: ' : '       '}${line}`)
      .join('\n'),
    declaration.description
      .split('\n\n')
      .map((paragraph) => wrapped(paragraph, width).join('\n'))
      .join('\n\n'),
    section('Arguments', await Promise.all(positionals.map(positionalRow))),
    section('Options', [
      ...(await Promise.all(Object.entries(declaration.options).map(optionRow))),
      ['-h, --help', 'Print this help.'],
    ]),
    section('Environment variables', Object.entries(declaration.variables ?? {})),
    section(
      'Examples',
      (declaration.examples ?? []).map(({ args, help }) => [`${invokedAs} ${args}`.trimEnd(), help] as const),
      true,
    ),
    exitCodes,
  ]
  return sections.filter((text) => text !== '').join('\n\n')
}

/** What the program prints without a command. */
export const programHelp = (name: string, summary: string, commands: readonly Command[]): string =>
  [
    `${name}: ${summary}`,
    `Usage: ${name} COMMAND [options]`,
    section(
      'Commands',
      commands.map(({ declaration }) => [declaration.name, declaration.summary]),
    ),
    section('Options', [
      ['-h, --help', `Print this help; after a command, its help.`],
      ['--version', 'Print the version.'],
    ]),
    exitCodes,
  ].join('\n\n')

type Row = readonly [term: string, help: string]

async function positionalRow({ name, help, choices }: PositionalDeclaration): Promise<Row> {
  return [name, `${help}${choices === undefined ? '' : listed(await choicesOf(choices))}`]
}

async function optionRow([name, option]: [string, OptionDeclaration]): Promise<Row> {
  if (option.type === 'boolean') return [`--${name}`, option.help]
  const choices = option.choices === undefined ? '' : listed(await choicesOf(option.choices))
  const preset = option.default === undefined ? '' : ` Default: ${option.default}.`
  return [`--${name} ${option.value}`, `${option.help}${choices}${preset}`]
}

const listed = (choices: readonly string[]): string =>
  choices.length > mostListedChoices ? '' : ` One of: ${choices.join(', ')}.`

/** @param isWide terms are command lines: the help follows on a line of its own */
function section(title: string, rows: readonly Row[], isWide = false): string {
  if (rows.length === 0) return ''
  const indent = isWide ? 6 : Math.min(Math.max(...rows.map(([term]) => term.length)), 26) + 4
  const lines = rows.flatMap(([term, help]) => {
    const [first = '', ...more] = wrapped(help, width - indent)
    const head =
      isWide || term.length + 4 > indent
        ? [`  ${term}`, `${' '.repeat(indent)}${first}`]
        : [`  ${term}`.padEnd(indent) + first]
    return [...head, ...more.map((line) => ' '.repeat(indent) + line)]
  })
  return [`${title}:`, ...lines].join('\n')
}

function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

const distinct = (positionals: readonly PositionalDeclaration[]): readonly PositionalDeclaration[] => [
  ...new Map(positionals.map((positional) => [positional.name, positional])).values(),
]
