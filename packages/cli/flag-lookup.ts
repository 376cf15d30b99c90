import { catalogueOf } from '@thanos-gitops/checks/flags'
import type { FlagLookup } from '@thanos-gitops/diff'

/** The catalogue of flags, asked by `thanos query` and a version; a version without a catalogue of its own says nothing. */
export const flagLookup: FlagLookup = (program, version) => {
  const [name = '', ...command] = program.split(' ')
  const found = catalogueOf(name, version)
  const flags = found?.isExact ? found.catalogue.commands[command.join(' ')] : undefined
  return flags && new Map(Object.entries(flags).flatMap(([flag, { deprecated, type }]) => {
    const fact = deprecated === undefined ? {} : { deprecated }
    return [[`--${flag}`, fact] as const, ...(type === 'bool' ? [[`--no-${flag}`, fact] as const] : [])]
  }))
}
