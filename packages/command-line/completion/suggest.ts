import type { Choices, Command, CommandDeclaration, OptionDeclaration, Suggestion } from '../declaration.ts'
import { choicesOf } from '../require-choice.ts'

export interface SuggestedWord {
  readonly word: string
  readonly help?: string
}

export interface Suggestions {
  readonly suggestions: readonly SuggestedWord[]
  /** The shell completes these names as well. */
  readonly names?: 'file' | 'folder'
}

const none: Suggestions = { suggestions: [] }

/** What can follow on a command line. The last of the words is the incomplete one. */
export async function suggest(commands: readonly Command[], words: readonly string[]): Promise<Suggestions> {
  const current = words.at(-1) ?? ''
  const [name, ...before] = words.slice(0, -1)
  if (name === undefined || name === 'help') return startingWith(current, firstWords(commands, name === undefined))
  const command = commands.find(({ declaration }) => declaration.name === name)
  return command === undefined ? none : suggestArgument(command.declaration, before, current)
}

const firstWords = (commands: readonly Command[], withOptions: boolean): readonly SuggestedWord[] => [
  ...commands.map(({ declaration: { name, summary } }) => ({ word: name, help: summary })),
  ...(withOptions ? [{ word: '--help' }, { word: '--version' }] : []),
]

const startingWith = (current: string, words: readonly SuggestedWord[]): Suggestions => ({
  // Options are suggested if the word begins with a dash.
  suggestions: words.filter(({ word }) => word.startsWith(current) && (current !== '' || !word.startsWith('-'))),
})

async function suggestArgument(
  declaration: CommandDeclaration,
  before: readonly string[],
  current: string,
): Promise<Suggestions> {
  const { positionals, options, pending, isClosed } = readBefore(declaration, before)
  const context = { positionals, root: options.get('root') }
  if (pending !== undefined) return suggestValue(pending, current, '', context)
  const inline = /^--([^=]+)=(.*)$/s.exec(current)
  if (inline && !isClosed) {
    const option = optionNamed(declaration, inline[1]!)
    return option === undefined ? none : suggestValue(option, inline[2]!, `--${inline[1]}=`, context)
  }
  if (current.startsWith('-') && !isClosed)
    return startingWith(current, optionWords(declaration, new Set(options.keys())))
  return suggestPositional(declaration, current, context)
}

interface Before {
  readonly positionals: readonly string[]
  readonly options: ReadonlyMap<string, string>
  /** The option whose value is the current word. */
  readonly pending: OptionDeclaration | undefined
  /** After `--` there are no options. */
  readonly isClosed: boolean
}

function readBefore(declaration: CommandDeclaration, words: readonly string[]): Before {
  const positionals: string[] = []
  const options = new Map<string, string>()
  let pending: string | undefined
  let isClosed = false
  for (const word of words) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? []
    if (pending !== undefined) {
      options.set(pending, word)
      pending = undefined
    } else if (isClosed || !word.startsWith('-') || word === '-') positionals.push(word)
    else if (word === '--') isClosed = true
    else if (name !== undefined) {
      options.set(name, value ?? '')
      const option = optionNamed(declaration, name)
      if (value === undefined && option !== undefined && option.type !== 'boolean') pending = name
    }
  }
  return {
    positionals,
    options,
    pending: pending === undefined ? undefined : optionNamed(declaration, pending),
    isClosed,
  }
}

const optionNamed = ({ options }: CommandDeclaration, name: string): OptionDeclaration | undefined =>
  Object.hasOwn(options, name) ? options[name] : undefined

const optionWords = ({ options }: CommandDeclaration, given: ReadonlySet<string>): readonly SuggestedWord[] => [
  ...Object.entries(options).flatMap(([name, { help }]) => (given.has(name) ? [] : [{ word: `--${name}`, help }])),
  { word: '--help', help: 'Print the help.' },
]

type Context = Parameters<Extract<Suggestion, (...args: never[]) => unknown>>[0]

async function suggestValue(
  option: OptionDeclaration,
  current: string,
  prefix: string,
  context: Context,
): Promise<Suggestions> {
  if (option.type === 'boolean') return none
  const end = option.type === 'list' ? current.lastIndexOf(',') + 1 : 0
  const given = current.slice(0, end).split(',')
  const { words, names } = await wordsOf([option], context)
  const suggestions = words
    .filter((word) => word.startsWith(current.slice(end)) && (end === 0 || !given.includes(word)))
    .map((word) => ({ word: `${prefix}${current.slice(0, end)}${word}` }))
  return { suggestions, ...(names === undefined ? {} : { names }) }
}

async function suggestPositional(
  { forms }: CommandDeclaration,
  current: string,
  context: Context,
): Promise<Suggestions> {
  const index = context.positionals.length
  const possible = forms.flatMap((form) => form[index] ?? (form.at(-1)?.repeats ? form.at(-1)! : []))
  const isRepeated = forms.some((form) => form.at(-1)?.repeats === true)
  const { words, names } = await wordsOf(possible, context)
  const suggestions = words
    .filter((word) => word.startsWith(current) && !(isRepeated && context.positionals.includes(word)))
    .map((word) => ({ word }))
  return { suggestions, ...(names === undefined ? {} : { names }) }
}

async function wordsOf(
  sources: readonly { readonly choices?: Choices; readonly suggest?: Suggestion }[],
  context: Context,
): Promise<{ readonly words: readonly string[]; readonly names: 'file' | 'folder' | undefined }> {
  const words = new Set<string>()
  let names: 'file' | 'folder' | undefined
  for (const { choices, suggest: from } of sources) {
    if (choices !== undefined) for (const word of await choicesOf(choices)) words.add(word)
    if (typeof from === 'function') for (const word of await from(context)) words.add(word)
    else if (from !== undefined) names = from
  }
  return { words: [...words], names }
}
