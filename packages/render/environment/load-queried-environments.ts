import {
  didYouMean,
  isObject,
  type MappingReader,
  type RemoteQuery,
  shownValue,
  type Tls,
} from '@thanos-gitops/manifest'
import type { FleetReader } from './fleet.ts'
import {
  type QueriedEnvironment,
  queriedEnvironment,
  type Selection,
  selectedBy,
  selectionOf,
  wayBack,
} from './queried-environment.ts'
import { hostOfAddress } from './remote-formats.ts'

/** The environment whose query asks others. */
export interface AskingEnvironment {
  readonly name: string
  readonly tls: Tls | undefined
  /** Its own `query.grpcAddress`. */
  readonly address?: string
  /** Whether a query that no other environment asks, the global query, asks them. */
  readonly hasGlobalQuery?: boolean
}

type Reader = MappingReader<'environments'>

const example = 'Write for example environments: [eu-1, {layer: edge}, {ring: stable}]'
const sharedIssuer = 'tls: {provider: cert-manager, issuer: internal-ca, issuerKind: ClusterIssuer}'

/** A query of another environment, and the index of the entry that selects it. */
export interface QueriedByEntry extends RemoteQuery {
  readonly entry: number
}

/**
 * Reads `query.environments`: the queries of other environments of this repository, by the addresses that these declare. Without the
 * other environments, no entry has a query.
 */
export function readQueriedEnvironments(
  reader: Reader,
  asking: AskingEnvironment,
  fleet: FleetReader | undefined,
): readonly QueriedByEntry[] {
  const entries = reader.list('environments')
  if (entries.length === 0) return []
  if (!hasSharedAuthority(reader, asking)) return []
  const named = new Set<string>()
  return entries.flatMap((entry, index): readonly QueriedByEntry[] => {
    const report: Report = (message, remedy) => reader.problem(['environments', index], message, remedy)
    const selection = selectionOf(entry)
    if (selection === undefined) {
      report(
        `An entry of environments must be the name of an environment, {layer: …} or {ring: …}, not ${shown(entry)}.`,
        example,
      )
      return []
    }
    if (fleet === undefined) return []
    const names = selectedBy(selection, fleet, asking.name)
    if (names.length === 0) reportEmpty(selection, fleet, report)
    if ('name' in selection && named.has(selection.name))
      report(`${selection.name} appears twice.`, 'Remove one of the two entries.')
    // A layer and a ring can have environments in common.
    const others = names.filter((name) => !named.has(name))
    for (const name of names) named.add(name)
    return others.flatMap((name) => queryOf(name, asking, fleet, report)).map((query) => ({ ...query, entry: index }))
  })
}

type Report = (message: string, remedy: string) => void

const shown = (entry: unknown): string => (isObject(entry) ? 'a mapping with other keys' : shownValue(entry))

/** Whether the certificates of the environment can be of the authority of others. */
function hasSharedAuthority(reader: Reader, { tls }: AskingEnvironment): boolean {
  if (tls?.authority === 'issuer') return true
  const codes = reader.context.codes.invalid
  if (tls === undefined)
    reader.keyProblem(
      'environments',
      'The queries of other environments are asked over TLS, and this environment has no tls.',
      `Add ${sharedIssuer}, with the same issuer in each of them. For connections in plain text, write addresses below remote.`,
      codes,
    )
  else
    reader.keyProblem(
      'environments',
      'The certificates of this environment are signed by an authority of its own, which the queries of other environments refuse.',
      `Use one issuer in all of them: ${sharedIssuer}`,
      codes,
    )
  return false
}

function reportEmpty(selection: Exclude<Selection, never>, fleet: FleetReader, report: Report): void {
  const [kind, name] = Object.entries(selection)[0] as ['layer' | 'ring', string]
  const existing = [...new Set(fleet.names().flatMap((other) => namesIn(fleet, other, kind)))].sort()
  report(
    kind === 'layer' ? `No other environment lists the layer ${name}.` : `No other environment is in the ring ${name}.`,
    didYouMean(name, existing) ??
      (existing.length === 0 ? 'Write the names of environments.' : `With environments: ${existing.join(', ')}.`),
  )
}

function namesIn(fleet: FleetReader, environment: string, kind: 'layer' | 'ring'): readonly string[] {
  const settings = fleet.settings(environment)?.value
  if (!isObject(settings)) return []
  const value = kind === 'layer' ? settings.layers : settings.ring
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
}

function queryOf(name: string, asking: AskingEnvironment, fleet: FleetReader, report: Report): readonly RemoteQuery[] {
  if (name === asking.name) {
    report(`${name} is this environment: its query would send each request to itself.`, 'Remove the entry.')
    return []
  }
  const queried = queriedEnvironment(name, fleet)
  if (queried === undefined) {
    reportUnreadable(name, asking.name, fleet, report)
    return []
  }
  const { address } = queried
  if (address === undefined) {
    report(
      `${name} declares no address at which its query can be reached from other clusters.`,
      `Add to ${fileOf(name)}, below query: grpcAddress: thanos-query.${name}.example.com:10901, or remove the entry.`,
    )
    return []
  }
  const authority = authorityProblem(queried, asking)
  if (authority !== undefined) report(...authority)
  const way = asking.hasGlobalQuery ? undefined : wayBack(asking, queried, fleet)
  if (way !== undefined)
    report(
      `The query would send each request to itself: ${way.join(' → ')}.`,
      `Remove the entry, or that of ${asking.name} below query in ${fileOf(way.at(-2)!)}.`,
    )
  return [{ address, serverName: hostOfAddress(address)!, environment: name }]
}

function reportUnreadable(name: string, own: string, fleet: FleetReader, report: Report): void {
  const names = fleet.names().filter((other) => other !== own)
  if (names.includes(name))
    report(`${fileOf(name)} or a layer of it has problems.`, `Run: npx thanos-gitops render ${name}`)
  else report(`There is no environment ${name}.`, didYouMean(name, names) ?? `Other environments: ${names.join(', ')}.`)
}

/** The message and the remedy. */
function authorityProblem(
  { name, address, tls }: QueriedEnvironment,
  asking: AskingEnvironment,
): readonly [string, string] | undefined {
  const issuer = asking.tls!.values.issuer
  const remedy = `In ${fileOf(name)}, use the issuer of ${asking.name}: tls: {provider: cert-manager, issuer: ${issuer}, issuerKind: ${asking.tls!.values.issuerKind}}`
  if (tls === undefined) return [`The query of ${name} has no TLS, and this environment connects with TLS.`, remedy]
  if (tls.authority === 'own-ca')
    return [
      `The certificates of ${name} are signed by an authority of its own, which this environment refuses.`,
      remedy,
    ]
  return tls.values.issuer === issuer
    ? undefined
    : [
        `The certificates of ${name} are signed by the issuer ${tls.values.issuer}, and those of this environment by ${issuer}.`,
        `Use one issuer in both environments. If both issuers are of one authority, write - address: ${address} below remote instead.`,
      ]
}

const fileOf = (environment: string): string => `environments/${environment}/environment.yaml`
