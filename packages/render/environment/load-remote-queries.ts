import {
  type Environment,
  hostOfUrl,
  type MappingReader,
  type RemoteQueries,
  type RemoteQuery,
  type StringFormat,
  shownValue,
  type YamlPath,
} from '@thanos-gitops/manifest'

// With a letter: a certificate has a name, and checks of NetworkPolicies compare names.
export const remoteAddress: StringFormat = {
  pattern: /^(?=[^:]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9.-]*:\d{1,5}$/,
  description: 'the DNS name and the gRPC port of a query, without a scheme',
  example: 'thanos-query.eu-1.example.com:10901',
  remedy: (value) => {
    const address = String(value).replace(/^\w+:\/\/|\/+$/g, '')
    return /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(address) ? `Write address: ${address}:10901` : undefined
  },
}

export const serverName: StringFormat = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9.-]*$/,
  description: 'a DNS name',
  example: 'thanos-query.eu-1.example.com',
}

export const network: StringFormat = {
  pattern: /^[0-9a-fA-F.:]+\/\d{1,3}$/,
  description: 'a network in CIDR notation',
  example: '10.20.0.0/16',
}

/** Reads `query.remote` and `query.grpcFrom`. Undefined without both. */
export function readRemoteQueries(
  fields: MappingReader<'query' | 'namespace'>,
  externalUrls: Environment['externalUrls'],
): RemoteQueries | undefined {
  // readQuery reports its keys.
  const query = fields.value('query')
  if (typeof query !== 'object' || query === null || Array.isArray(query)) return undefined
  const reader = fields.mapping('query', Object.keys(query) as ('remote' | 'grpcFrom')[])
  if (reader === undefined) return undefined
  const endpoints = readEndpoints(reader, ownHosts(fields, externalUrls))
  const networks = readNetworks(reader)
  const ports = [...new Set(endpoints.map(({ address }) => Number(address.replace(/^.*:/, ''))))]
  const paths: [string, YamlPath][] = [
    ['endpoints', ['query', 'remote']],
    ['ports', ['query', 'remote']],
    ['networks', ['query', 'grpcFrom']],
  ]
  return endpoints.length === 0 && networks.length === 0
    ? undefined
    : {
        values: {
          ...(endpoints.length === 0 ? {} : { endpoints, ports: ports.map((port) => ({ port })) }),
          ...(networks.length === 0 ? {} : { networks: networks.map((cidr) => ({ ipBlock: { cidr } })) }),
        },
        paths: new Map(paths),
      }
}

/** The names of the query of this environment. */
const ownHosts = (fields: MappingReader<'namespace'>, externalUrls: Environment['externalUrls']): RegExp[] => [
  new RegExp(`^thanos-query\\.${String(fields.value('namespace'))}(\\.svc(\\..+)?)?$`),
  ...(externalUrls?.query === undefined
    ? []
    : [new RegExp(`^${hostOfUrl(externalUrls.query).replaceAll('.', '\\.')}$`)]),
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
      const host = address.replace(/:\d+$/, '')
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
