import type { FlagLookup } from '@thanos-gitops/diff'
import { catalogueOf, compareVersions, plainVersion, removedFlag } from '@thanos-gitops/workloads'

/** `thanos query` is the command query of thanos; Prometheus has no commands. */
const programAndCommand = (program: string): [name: string, command: string] => {
  const [name = '', ...command] = program.split(' ')
  return [name, command.join(' ')]
}

/** The catalogue of flags and the list of those that are gone, asked by `thanos query` and a version. */
export const flagLookup: FlagLookup = {
  of(program, version) {
    const [name, command] = programAndCommand(program)
    const found = catalogueOf(name, version)
    const flags = found?.isExact ? found.catalogue.commands[command] : undefined
    return (
      flags &&
      new Map(
        Object.entries(flags).flatMap(([flag, { deprecated, type }]) => {
          const fact = deprecated === undefined ? {} : { deprecated }
          return [[`--${flag}`, fact] as const, ...(type === 'bool' ? [[`--no-${flag}`, fact] as const] : [])]
        }),
      )
    )
  },
  removedBetween(program, flag, from, to) {
    const [name, command] = programAndCommand(program)
    const [old, now] = [plainVersion(from), plainVersion(to)]
    const gone = removedFlag(name, command, flag.replace(/^--(?:no-)?/, ''))
    if (gone === undefined || old === undefined || now === undefined) return undefined
    return compareVersions(old, gone.since) < 0 && compareVersions(now, gone.since) >= 0 ? gone : undefined
  },
}
