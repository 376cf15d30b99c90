import {
  type Environment,
  hostOfUrl,
  type MappingReader,
  type RemoteQueries,
  type RemoteQuery,
  shownValue,
  type YamlPath,
} from '@thanos-gitops/manifest'
import type { FleetReader } from './fleet.ts'
import { type AskingEnvironment, readQueriedEnvironments } from './load-queried-environments.ts'
import { hostOfAddress, network, remoteAddress, serverName } from './remote-formats.ts'

/** What decides which queries an environment can ask. */
export interface QueryClient extends Omit<AskingEnvironment, 'address'> {
  readonly externalUrls: Environment['externalUrls']
  /** Undefined where the other environments are not known. */
  readonly fleet?: FleetReader | undefined
}

type Key = 'remote' | 'environments' | 'grpcFrom' | 'grpcAddress'

/** Reads `query.remote`, `query.environments` and `query.grpcFrom`. Undefined without all of them. */
export function readRemoteQueries(
  fields: MappingReader<'query' | 'namespace' | 'networkPolicies'>,
  client: QueryClient,
): RemoteQueries | undefined {
  // readQuery reports its keys.
  const query = fields.value('query')
  if (typeof query !== 'object' || query === null || Array.isArray(query)) return undefined
  const reader = fields.mapping('query', Object.keys(query) as Key[])
  if (reader === undefined) return undefined
  const address = reader.value('grpcAddress')
  const asking = { ...client, ...(typeof address === 'string' ? { address } : {}) }
  const addresses = readEndpoints(reader, ownHosts(fields, asking))
  const ofEnvironments = readQueriedEnvironments(reader, asking, client.fleet)
  reportEqualAddresses(reader, addresses, ofEnvironments)
  const endpoints: readonly RemoteQuery[] = [...addresses, ...ofEnvironments.map(({ entry: _, ...query }) => query)]
  const networks = readNetworks(reader)
  if (address !== undefined && networks.length === 0 && fields.value('networkPolicies') !== false)
    reader.keyProblem(
      'grpcAddress',
      'The NetworkPolicy of thanos-query admits no query of another cluster.',
      `Add the networks from which they connect: grpcFrom: [${network.example}]`,
      reader.context.codes.invalid,
    )
  const ports = [...new Set(endpoints.map((endpoint) => Number(endpoint.address.replace(/^.*:/, ''))))]
  return endpoints.length === 0 && networks.length === 0
    ? undefined
    : {
        values: {
          ...(endpoints.length === 0 ? {} : { endpoints, ports: ports.map((port) => ({ port })) }),
          ...(networks.length === 0 ? {} : { networks: networks.map((cidr) => ({ ipBlock: { cidr } })) }),
        },
        paths: pathsOf(addresses, ofEnvironments),
      }
}

/** The entry that gives each endpoint. */
function pathsOf(
  addresses: readonly RemoteQuery[],
  ofEnvironments: ReturnType<typeof readQueriedEnvironments>,
): RemoteQueries['paths'] {
  const key = addresses.length > 0 || ofEnvironments.length === 0 ? 'remote' : 'environments'
  const entries: readonly (readonly [string, YamlPath])[] = ofEnvironments.map(({ entry }, index) => [
    `endpoints/${addresses.length + index}`,
    ['query', 'environments', entry],
  ])
  return new Map<string, YamlPath>([
    ['endpoints', ['query', key]],
    ['ports', ['query', key]],
    ['networks', ['query', 'grpcFrom']],
    ...entries,
  ])
}

function reportEqualAddresses(
  reader: MappingReader<Key>,
  addresses: readonly RemoteQuery[],
  ofEnvironments: ReturnType<typeof readQueriedEnvironments>,
): void {
  const owners = new Map(addresses.map(({ address }) => [address, 'an entry of remote']))
  for (const { address, environment, entry } of ofEnvironments) {
    const other = owners.get(address)
    if (other !== undefined)
      reader.problem(
        ['environments', entry],
        `${environment} and ${other} have the address ${address}.`,
        'Give each environment an address of its own, and each query one entry.',
      )
    owners.set(address, environment!)
  }
}

/** The names of the query of this environment. */
const ownHosts = (
  fields: MappingReader<'namespace'>,
  { externalUrls, address }: Pick<QueryClient, 'externalUrls'> & { readonly address?: string },
): RegExp[] => [
  new RegExp(`^thanos-query\\.${String(fields.value('namespace'))}(\\.svc(\\..+)?)?$`),
  ...[externalUrls?.query === undefined ? undefined : hostOfUrl(externalUrls.query), hostOfAddress(address)]
    .filter((host) => host !== undefined)
    .map((host) => new RegExp(`^${host.replaceAll('.', '\\.')}$`)),
  /^thanos-query$/,
]

function readEndpoints(reader: MappingReader<'remote'>, own: readonly RegExp[]): readonly RemoteQuery[] {
  const seen = new Set<string>()
  return reader
    .mappings('remote', ['address', 'serverName'], {
      subject: 'A query of another cluster',
      remedy: `Write - address: ${remoteAddress.example}`,
    })
    .flatMap((entry) => {
      const address = entry.requiredString('address', remoteAddress)
      const host = hostOfAddress(address)!
      if (own.some((name) => name.test(host)))
        entry.problem(
          ['address'],
          `${address} is the query of this environment: it would send each request to itself.`,
          'Remove the entry, or write the address of another query.',
        )
      if (seen.has(address)) entry.problem(['address'], `${address} appears twice.`, 'Remove one of the two entries.')
      seen.add(address)
      return address === '' ? [] : [{ address, serverName: entry.string('serverName', serverName) ?? host }]
    })
}

function readNetworks(reader: MappingReader<'grpcFrom'>): readonly string[] {
  return reader.list('grpcFrom').flatMap((entry, index) => {
    if (typeof entry === 'string' && network.pattern.test(entry)) return [entry]
    reader.problem(
      ['grpcFrom', index],
      `An entry of grpcFrom must be ${network.description}, not ${shownValue(entry)}.`,
      `Write for example grpcFrom: [${network.example}]`,
    )
    return []
  })
}
