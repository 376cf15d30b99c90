import { spawnSync } from 'node:child_process'
import type { Flag, FlagType } from '@thanos-gitops/workloads'
import { type RecordedCommand, type RecordedFlag, recordedFlags } from '../instrument/recorded-flags.ts'
import { flagType } from './flag-type.ts'
import { type ManualDetails, manualDetails } from './manual-details.ts'
import { type HelpFlag, readGetoptHelp } from './read-help.ts'
import type { CommandFlags } from './write.ts'

/** Flags that kingpin adds to every program, for shells and manuals. */
const isOfKingpin = ({ name }: RecordedFlag): boolean => /^(?:help-(?:long|man)|completion-.*)$/.test(name)

/**
 * The flags of all commands of a program.
 *
 * @param path a program that `buildInstrumented` built
 */
export const readFlags = (program: string, path: string): CommandFlags => flagsOf(program, recordedFlags(path))

export const flagsOf = (program: string, recorded: readonly RecordedCommand[]): CommandFlags =>
  Object.fromEntries(
    recorded
      .filter(({ name }) => name !== 'help')
      .map(({ name: command, flags }) => [
        command,
        Object.fromEntries(
          flags
            .filter((flag) => !isOfKingpin(flag))
            .map((flag) => [flag.name, flagOf(command, flag, manualDetails[program]!)]),
        ),
      ]),
  )

function flagOf(command: string, recorded: RecordedFlag, { details, replacements }: ManualDetails): Flag {
  const { name, help, short, values = [], defaults = [], hidden, repeatable, required } = recorded
  const type = flagType(recorded)
  const value = defaults.join(', ')
  // `(Deprecated): …`, `[DEPRECATED] …`, `Deprecated after v0.43.0: …`
  const isDeprecated = /^[[(]?deprecat/i.test(help)
  return {
    type,
    ...(value !== '' && !(type === 'bool' && value === 'false') && { default: value }),
    ...(short !== undefined && { short }),
    ...(type === 'enum' && { values }),
    ...(repeatable && { repeatable }),
    ...(isDeprecated && {
      deprecated: replacements[name] ?? 'The help text of the program marks it as deprecated.',
    }),
    ...(hidden && { hidden }),
    ...(required && { required }),
    ...details[name],
    ...details[`${command} ${name}`],
  }
}

/** The flags in the help output of memcached. */
export function readMemcachedFlags(path: string): CommandFlags {
  const { error, stdout } = spawnSync(path, ['-h'], { encoding: 'utf8' })
  if (error) throw error
  return { '': Object.fromEntries(readGetoptHelp(stdout).map((help) => [help.name, memcachedFlag(help)])) }
}

const memcachedFlag = ({ name, short, value }: HelpFlag): Flag => ({
  type: value === undefined ? 'bool' : memcachedType(value),
  ...(value !== undefined && !value.startsWith('<') && { default: value }),
  ...(short !== undefined && { short }),
  ...manualDetails.memcached!.details[name],
})

const memcachedType = (value: string): FlagType =>
  /^\d+$/.test(value) ? 'int' : /^\d+\.\d+$/.test(value) ? 'float' : 'string'
