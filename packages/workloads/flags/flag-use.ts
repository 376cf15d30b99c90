import type { Argument } from '../arguments.ts'
import type { Flag } from './catalogue.ts'

/** One occurrence of a flag among the arguments of a container. */
export interface FlagUse {
  /** Without dashes: `log.level`. */
  readonly name: string
  /** Undefined if the catalogue does not have it. */
  readonly flag: Flag | undefined
  /** `--no-<flag>` */
  readonly isNegated: boolean
  readonly value: string | undefined
  readonly argument: Argument
}

export interface ParsedFlags {
  readonly uses: readonly FlagUse[]
  /** Arguments that are neither a flag nor the value of one. */
  readonly stray: readonly Argument[]
}

/** The flags of a command, by name. */
export type Flags = Readonly<Record<string, Flag>>

/** The flag with a name. A name from an argument can be that of an inherited property, such as `toString`. */
export const flagNamed = (flags: Flags, name: string): Flag | undefined =>
  Object.hasOwn(flags, name) ? flags[name] : undefined

/** The name of the flag with a short form, or the letter itself. */
export const nameOfShort = (flags: Flags, letter: string): string =>
  Object.keys(flags).find((name) => flags[name]!.short === letter) ?? letter
