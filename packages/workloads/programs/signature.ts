import type { Argument } from '../arguments.ts'
import { cataloguedVersions, catalogueOf } from '../flags/catalogue.ts'
import { type Flags, type FlagUse, flagNamed } from '../flags/flag-use.ts'
import { parseGetopt } from '../flags/parse-getopt.ts'
import { parseKingpin } from '../flags/parse-kingpin.ts'
import { parseMemcachedSize } from '../size.ts'
import { splitCommand } from './command.ts'
import type { CataloguedProgram } from './known.ts'

// Recognizes a program by its arguments alone. Exporters and agents share flags such as --config.file and --web.listen-address
// with Prometheus, so at least one flag must be distinctive, and the program must have most of the flags.

/** Flags that many programs have. */
const commonFlags = new Set(
  'config.file enable-feature help log.format log.level version web.config.file web.enable-lifecycle web.external-url web.listen-address web.max-connections web.route-prefix'.split(
    ' ',
  ),
)

/** Flags that no other program has. */
const distinctiveFlags: Readonly<Record<'prometheus' | 'alertmanager', RegExp>> = {
  prometheus:
    /^(storage\.(tsdb|agent|remote)\.|rules\.(alert|max-concurrent)|query\.lookback-delta$|web\.enable-admin-api$|web\.console\.)/,
  alertmanager: /^(cluster\.|data\.(retention|maintenance-interval)$|alerts\.gc-interval$|silences\.max-)/,
}

/** All flags that any catalogued version of a command has. */
const flagsByCommand = new Map<string, Flags>()
function flagsOfAllVersions(program: CataloguedProgram, command: string): Flags {
  const key = `${program} ${command}`
  let flags = flagsByCommand.get(key)
  if (!flags) {
    flags = Object.assign(
      {},
      ...cataloguedVersions(program).map((version) => catalogueOf(program, version)?.catalogue.commands[command]),
    ) as Flags
    flagsByCommand.set(key, flags)
  }
  return flags
}

/** The program that the arguments, without its executable, belong to; undefined if they do not determine it. */
export function programOfArguments(all: readonly Argument[]): CataloguedProgram | undefined {
  if (isThanos(all)) return 'thanos'
  if (all[0]?.flag?.startsWith('--')) {
    if (isProgram('prometheus', all)) return 'prometheus'
    if (isProgram('alertmanager', all)) return 'alertmanager'
  }
  return isMemcached(all) ? 'memcached' : undefined
}

function isThanos(all: readonly Argument[]): boolean {
  const newest = catalogueOf('thanos')!.catalogue
  const { command, rest } = splitCommand(all, newest)
  if (command === undefined) return false
  const { uses } = parseKingpin(rest, flagsOfAllVersions('thanos', command))
  return mostAreKnown(uses) && uses.some(({ name, flag }) => flag !== undefined && !commonFlags.has(name))
}

function isProgram(program: 'prometheus' | 'alertmanager', all: readonly Argument[]): boolean {
  const { uses, stray } = parseKingpin(all, flagsOfAllVersions(program, ''))
  return stray.length === 0 && mostAreKnown(uses) && uses.some(({ name }) => distinctiveFlags[program].test(name))
}

const mostAreKnown = (uses: readonly FlagUse[]): boolean =>
  uses.filter(({ flag }) => flag !== undefined).length * 2 > uses.length

/** Many programs have the same short flags: both the memory and the item size must be set, to values that memcached accepts. */
function isMemcached(all: readonly Argument[]): boolean {
  const flags = flagsOfAllVersions('memcached', '')
  if (flagNamed(flags, 'memory-limit') === undefined) return false
  const { uses, stray } = parseGetopt(all, flags)
  const valueOfFlag = (flagName: string): string => uses.find(({ name }) => name === flagName)?.value ?? ''
  return (
    stray.length === 0 &&
    uses.every(({ flag }) => flag !== undefined) &&
    /^\d+$/.test(valueOfFlag('memory-limit')) &&
    parseMemcachedSize(valueOfFlag('max-item-size')) !== undefined
  )
}
