import type { Argument } from '../arguments.ts'
import { type Flags, type FlagUse, flagNamed, nameOfShort, type ParsedFlags } from './flag-use.ts'

/** The flags of one argument, and how many of the next arguments are their value. */
interface ParsedArgument {
  readonly uses: readonly FlagUse[]
  readonly usedNext: 0 | 1
}

/** Parses arguments as getopt_long does (memcached): `-m 64`, `-m64`, `-vv`, `--memory-limit=64`, an abbreviated long name. */
export function parseGetopt(all: readonly Argument[], flags: Flags): ParsedFlags {
  const uses: FlagUse[] = []
  const stray: Argument[] = []
  for (let index = 0; index < all.length; index++) {
    const argument = all[index]!
    const next = all[index + 1]
    if (!argument.text.startsWith('-') || argument.text === '-') {
      if (argument.text !== '') stray.push(argument)
      continue
    }
    const parsed = argument.text.startsWith('--') ? longFlag(argument, next, flags) : shortFlags(argument, next, flags)
    uses.push(...parsed.uses)
    index += parsed.usedNext
  }
  return { uses, stray }
}

function longFlag(argument: Argument, next: Argument | undefined, flags: Flags): ParsedArgument {
  const [word = '', ...rest] = argument.text.slice(2).split('=')
  const name = flagNamed(flags, word) === undefined ? abbreviatedName(flags, word) : word
  const flag = flagNamed(flags, name)
  const use = { name, flag, isNegated: false }
  if (rest.length > 0) return { uses: [{ ...use, value: rest.join('='), argument }], usedNext: 0 }
  if (flag === undefined || flag.type === 'bool') return { uses: [{ ...use, value: undefined, argument }], usedNext: 0 }
  return { uses: [{ ...use, value: next?.text, argument: next ? withValueOf(argument, next) : argument }], usedNext: 1 }
}

/** The only flag that a word is the beginning of; the word itself if there is none, or several. */
function abbreviatedName(flags: Flags, word: string): string {
  let found: string | undefined
  for (const name in flags) {
    if (!name.startsWith(word)) continue
    if (found !== undefined) return word
    found = name
  }
  return found ?? word
}

/** `-vv`, `-vm64` and `-m 64`: switches, then at most one flag with a value. */
function shortFlags(argument: Argument, next: Argument | undefined, flags: Flags): ParsedArgument {
  const uses: FlagUse[] = []
  const { text } = argument
  for (let offset = 1; offset < text.length; offset++) {
    const name = nameOfShort(flags, text[offset]!)
    const flag = flagNamed(flags, name)
    const use = { name, flag, isNegated: false }
    if (flag?.type === 'bool') {
      uses.push({ ...use, value: undefined, argument })
      continue
    }
    if (flag === undefined) return { uses: [...uses, { ...use, value: undefined, argument }], usedNext: 0 }
    const attached = text.slice(offset + 1)
    if (attached !== '') {
      const own = { ...argument, valuePointer: argument.pointer, valueOffset: offset + 1 }
      return { uses: [...uses, { ...use, value: attached.trim(), argument: own }], usedNext: 0 }
    }
    const separate = next ? withValueOf(argument, next) : argument
    return { uses: [...uses, { ...use, value: next?.text.trim(), argument: separate }], usedNext: 1 }
  }
  return { uses, usedNext: 0 }
}

const withValueOf = (argument: Argument, next: Argument): Argument => ({
  ...argument,
  value: next.text,
  valuePointer: next.pointer,
  valueOffset: 0,
  isSeparate: true,
})
