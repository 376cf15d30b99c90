import type { Argument } from '../engine/arguments.ts'
import type { Flag } from './catalogue.ts'
import type { FlagUse } from './program.ts'

export interface Parsed {
  readonly uses: readonly FlagUse[]
  /** What is neither a flag nor a value of one. */
  readonly stray: readonly Argument[]
}

type Flags = Readonly<Record<string, Flag>>
const own = (flags: Flags, name: string): Flag | undefined => (Object.hasOwn(flags, name) ? flags[name] : undefined)

/**
 * As kingpin reads them (Thanos, Prometheus, Alertmanager): a switch takes no value, not even behind `=`; anything else
 * takes the rest of its argument or the next one; a switch has a `--no-` form.
 */
export function parseKingpin(all: readonly Argument[], flags: Flags): Parsed {
  const uses: FlagUse[] = []
  const stray: Argument[] = []
  for (let index = 0; index < all.length; index++) {
    const argument = all[index]!
    const { text } = argument
    if (text === '--') {
      stray.push(...all.slice(index + 1))
      break
    }
    if (argument.flag === undefined) {
      if (text !== '') stray.push(argument)
      continue
    }
    const given = argument.flag.replace(/^--?/, '')
    const isShort = !argument.flag.startsWith('--')
    const name = isShort ? (Object.keys(flags).find((key) => flags[key]!.short === given) ?? given) : given
    const positive = name.startsWith('no-') ? own(flags, name.slice(3)) : undefined
    const isNegated = own(flags, name) === undefined && positive?.type === 'bool'
    const flag = isShort && own(flags, name)?.short !== given ? undefined : isNegated ? positive : own(flags, name)
    const takesNext = argument.isSeparate && flag?.type !== 'bool'
    // The next argument of an unknown flag may be its value: it is not called stray.
    if (takesNext) index++
    const value = argument.isSeparate && !takesNext ? undefined : argument.value
    uses.push({ name: isNegated ? name.slice(3) : name, flag, isNegated, value, argument })
  }
  return { uses, stray }
}

/** As getopt_long reads them (memcached): `-m 64`, `-m64`, `-vv`, `--memory-limit=64`, a long name shortened. */
export function parseGetopt(all: readonly Argument[], flags: Flags): Parsed {
  const uses: FlagUse[] = []
  const stray: Argument[] = []
  for (let index = 0; index < all.length; index++) {
    const argument = all[index]!
    const { text } = argument
    const next = all[index + 1]
    if (text.startsWith('--')) {
      const [given = '', ...rest] = text.slice(2).split('=')
      const names = Object.keys(flags).filter((name) => name.startsWith(given))
      const name = names.includes(given) ? given : names.length === 1 ? names[0]! : given
      const flag = own(flags, name)
      const isSeparate = rest.length === 0 && flag !== undefined && flag.type !== 'bool'
      if (isSeparate) index++
      uses.push({
        name,
        flag,
        isNegated: false,
        value: isSeparate ? next?.text : rest.length > 0 ? rest.join('=') : undefined,
        argument: isSeparate && next ? valueIn(argument, next) : argument,
      })
    } else if (text.startsWith('-') && text.length > 1) {
      for (let at = 1; at < text.length; at++) {
        const letter = text[at]!
        const name = Object.keys(flags).find((key) => flags[key]!.short === letter) ?? letter
        const flag = own(flags, name)
        if (flag === undefined || flag.type === 'bool') {
          uses.push({ name, flag, isNegated: false, value: undefined, argument })
          if (flag === undefined) break
          continue
        }
        const attached = text.slice(at + 1)
        if (attached === '') index++
        uses.push({
          name,
          flag,
          isNegated: false,
          value: attached === '' ? next?.text.trim() : attached.trim(),
          argument:
            attached === '' && next
              ? valueIn(argument, next)
              : { ...argument, valuePointer: argument.pointer, valueOffset: at + 1 },
        })
        break
      }
    } else if (text !== '') stray.push(argument)
  }
  return { uses, stray }
}

const valueIn = (argument: Argument, next: Argument): Argument => ({
  ...argument,
  value: next.text,
  valuePointer: next.pointer,
  valueOffset: 0,
  isSeparate: true,
})
