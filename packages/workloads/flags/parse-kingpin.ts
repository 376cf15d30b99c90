import type { Argument } from '../arguments.ts'
import { type Flags, type FlagUse, flagNamed, nameOfShort, type ParsedFlags } from './flag-use.ts'

/**
 * Parses arguments as kingpin does (Thanos, Prometheus, Alertmanager): a switch takes no value, not even after `=`; any other
 * flag takes the rest of its argument or the next one; a switch has a `--no-` form; after `--` there are no flags.
 */
export function parseKingpin(all: readonly Argument[], flags: Flags): ParsedFlags {
  const uses: FlagUse[] = []
  const stray: Argument[] = []
  for (let index = 0; index < all.length; index++) {
    const argument = all[index]!
    if (argument.text === '--') {
      stray.push(...all.slice(index + 1))
      break
    }
    if (argument.flag === undefined) {
      if (argument.text !== '') stray.push(argument)
      continue
    }
    const { name, flag, isNegated } = flagOf(argument.flag, flags)
    // The next argument of an unknown flag may be its value, so it is not reported as stray.
    const takesNext = argument.isSeparate && flag?.type !== 'bool'
    if (takesNext) index++
    const value = argument.isSeparate && !takesNext ? undefined : argument.value
    uses.push({ name, flag, isNegated, value, argument })
  }
  return { uses, stray }
}

function flagOf(written: string, flags: Flags): Pick<FlagUse, 'name' | 'flag' | 'isNegated'> {
  const word = written.replace(/^--?/, '')
  if (!written.startsWith('--')) {
    const name = nameOfShort(flags, word)
    const flag = flagNamed(flags, name)
    return { name, flag: flag?.short === word ? flag : undefined, isNegated: false }
  }
  const flag = flagNamed(flags, word)
  const positive = word.startsWith('no-') ? flagNamed(flags, word.slice(3)) : undefined
  return flag === undefined && positive?.type === 'bool'
    ? { name: word.slice(3), flag: positive, isNegated: true }
    : { name: word, flag, isNegated: false }
}
