import type { Argument } from '../arguments.ts'
import type { Catalogue } from '../flags/catalogue.ts'

/** The command of a program, and its arguments without the words of the command. */
export interface SplitCommand {
  /** `tools bucket web`; empty for a program without commands, undefined if the arguments contain no known command. */
  readonly command: string | undefined
  readonly rest: readonly Argument[]
  /** The words of a known command and those after it, or the words of an unknown command. */
  readonly words: readonly Argument[]
}

/** kingpin accepts flags before the command: `thanos --log.level=info query`. If the words are several commands, the longest one applies. */
export function splitCommand(all: readonly Argument[], { commands }: Catalogue): SplitCommand {
  const names = Object.keys(commands)
  if (names.length === 1 && names[0] === '') return { command: '', rest: all, words: [] }
  const start = firstWord(all, commands)
  let end = start
  while (end < all.length && !all[end]!.text.startsWith('-')) end++
  const words = all.slice(start, end)
  const withoutWords = (count: number): readonly Argument[] => [...all.slice(0, start), ...all.slice(start + count)]
  for (let count = words.length; count > 0; count--) {
    const command = words
      .slice(0, count)
      .map(({ text }) => text)
      .join(' ')
    if (names.includes(command)) return { command, rest: withoutWords(count), words }
  }
  return { command: undefined, rest: withoutWords(words.length), words }
}

export interface UnknownCommand {
  /** The words up to the first one that continues no command: `tools bucket insepct`. */
  readonly text: string
  readonly pointer: string
  /** The words that can follow, if all words begin a command: those after `tools bucket`. */
  readonly continuations: readonly string[]
}

/** @param words the words in the place of a command, which are not one */
export function unknownCommand(words: readonly Argument[], { commands }: Catalogue): UnknownCommand | undefined {
  let continuations: readonly string[] = Object.keys(commands)
  let text = ''
  for (const [index, word] of words.entries()) {
    text = words
      .slice(0, index + 1)
      .map((argument) => argument.text)
      .join(' ')
    continuations = Object.keys(commands).filter((command) => command.startsWith(`${text} `))
    if (continuations.length === 0) return { text, pointer: word.pointer, continuations }
  }
  const next = continuations.map((command) => command.slice(text.length + 1).split(' ')[0]!)
  return words.length === 0 ? undefined : { text, pointer: words.at(-1)!.pointer, continuations: [...new Set(next)] }
}

/** The index after the flags before the command. A flag that is a switch in some command takes no value. */
function firstWord(all: readonly Argument[], commands: Catalogue['commands']): number {
  let index = 0
  while (index < all.length && all[index]!.text.startsWith('-')) {
    const { flag, isSeparate } = all[index]!
    index += isSeparate && !isSwitch(flag?.replace(/^--?(?:no-)?/, '') ?? '', commands) ? 2 : 1
  }
  return index
}

const isSwitch = (name: string, commands: Catalogue['commands']): boolean =>
  Object.values(commands).some((flags) => Object.hasOwn(flags, name) && flags[name]!.type === 'bool')
