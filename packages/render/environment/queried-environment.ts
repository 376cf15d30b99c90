import { isObject, MappingReader, type Tls, type YamlFile } from '@thanos-gitops/manifest'
import type { FleetReader } from './fleet.ts'
import { readTls } from './load-tls.ts'
import { remoteAddress } from './remote-formats.ts'

/** What a query needs of the environment that it asks. Wrong values are reported for that environment. */
export interface QueriedEnvironment {
  readonly name: string
  /** `query.grpcAddress` */
  readonly address?: string
  readonly tls?: Tls
  /** The environments that its query asks. */
  readonly asks: readonly string[]
  /** The addresses of `query.remote`. */
  readonly remote: readonly string[]
}

/** The component that asks the queries of other clusters instead of `thanos-query`. */
export const globalQuery = 'thanos-query-global'

/** The environments that an entry of `query.environments` selects: one, or those of a layer or a ring. */
export type Selection = { readonly name: string } | { readonly layer: string } | { readonly ring: string }

/** Undefined for an entry that is not valid. */
export function selectionOf(entry: unknown): Selection | undefined {
  if (typeof entry === 'string' && entry !== '') return { name: entry }
  if (!isObject(entry) || Object.keys(entry).length !== 1) return undefined
  if (typeof entry.layer === 'string') return { layer: entry.layer }
  return typeof entry.ring === 'string' ? { ring: entry.ring } : undefined
}

/** The environments that a selection is for, without the one that has it. */
export function selectedBy(selection: Selection, fleet: FleetReader, own: string): readonly string[] {
  if ('name' in selection) return [selection.name]
  return fleet.names().filter((name) => {
    const settings = name === own ? undefined : fleet.settings(name)?.value
    if (!isObject(settings)) return false
    return 'layer' in selection
      ? Array.isArray(settings.layers) && settings.layers.includes(selection.layer)
      : settings.ring === selection.ring
  })
}

/** Undefined if the environment does not exist or cannot be read. */
export function queriedEnvironment(name: string, fleet: FleetReader): QueriedEnvironment | undefined {
  const source = fleet.names().includes(name) ? fleet.settings(name) : undefined
  if (source === undefined || !isObject(source.value)) return undefined
  const query = isObject(source.value.query) ? source.value.query : {}
  const tls = tlsOf(source)
  // Others ask the query of the environment, which then asks nobody: the global query does.
  const isLeaf = listOf(source.value.components).includes(globalQuery)
  const { grpcAddress } = query
  return {
    name,
    ...(typeof grpcAddress === 'string' && remoteAddress.pattern.test(grpcAddress) ? { address: grpcAddress } : {}),
    ...(tls === undefined ? {} : { tls }),
    asks: (isLeaf ? [] : listOf(query.environments)).flatMap((entry) => {
      const selection = selectionOf(entry)
      return selection === undefined ? [] : selectedBy(selection, fleet, name)
    }),
    remote: (isLeaf ? [] : listOf(query.remote)).flatMap((entry) =>
      isObject(entry) && typeof entry.address === 'string' ? [entry.address] : [],
    ),
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const tlsOf = (source: YamlFile): Tls | undefined =>
  readTls(
    new MappingReader<'tls'>(
      { source, path: [], codes: { invalid: '', unknownKey: '' }, report: () => {} },
      source.value as Readonly<Record<string, unknown>>,
    ),
  )

/**
 * The names on the way by which the query of an environment asks one of another environment again: it begins and ends with that one.
 * Undefined if there is no such way.
 */
export function wayBack(
  to: Pick<QueriedEnvironment, 'name' | 'address'>,
  from: QueriedEnvironment,
  fleet: FleetReader,
): readonly string[] | undefined {
  const seen = new Set<string>()
  const search = (at: QueriedEnvironment): readonly string[] | undefined => {
    if (at.asks.includes(to.name) || (to.address !== undefined && at.remote.includes(to.address)))
      return [at.name, to.name]
    seen.add(at.name)
    for (const name of at.asks) {
      const next = seen.has(name) ? undefined : queriedEnvironment(name, fleet)
      const rest = next && search(next)
      if (rest !== undefined) return [at.name, ...rest]
    }
    return undefined
  }
  const found = search(from)
  return found && [to.name, ...found]
}
