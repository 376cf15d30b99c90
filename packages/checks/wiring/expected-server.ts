// What a client expects at an address, by the place of the address.
import { programTitle } from '@thanos-gitops/workloads'
import { type Address, addressesOf } from '../engine/addresses.ts'
import type { CheckContext } from '../engine/check.ts'
import type { Listener } from '../engine/listeners.ts'
import { datasourcesIn } from './datasources.ts'

export interface ExpectedServer {
  readonly address: Address
  /** The client in a sentence: `A datasource of the type prometheus`. */
  readonly client: string
  /** `PromQL over HTTP` */
  readonly expected: string
  accepts(listener: Listener): boolean
}

type Expectation = Omit<ExpectedServer, 'address'>

const isWeb = ({ protocol }: Listener): boolean => protocol === 'HTTP'

const alertmanagerApi = (client: string): Expectation => ({
  client,
  expected: 'the API of Alertmanager',
  accepts: (listener) => isWeb(listener) && listener.program.name === 'alertmanager',
})

const queryCommands = ['query', 'query-frontend']

const promql = (client: string): Expectation => ({
  client,
  expected: 'the query API of Prometheus',
  accepts: (listener) =>
    isWeb(listener) &&
    (listener.program.name === 'prometheus' || queryCommands.includes(listener.program.command ?? '')),
})

const byPointer: readonly (readonly [RegExp, Expectation])[] = [
  [/\/alerting\/alertmanagers\/\d+\/static_configs\//, alertmanagerApi('Prometheus')],
  [/\/alertmanagers\/\d+\/static_configs\/\d+$/, alertmanagerApi('The ruler')],
  [
    /\/scrape_configs\/\d+\/static_configs\//,
    { client: 'A scrape job', expected: 'metrics over HTTP', accepts: isWeb },
  ],
  [
    /\/config\/addresses\/\d+$/,
    { client: 'The cache', expected: 'memcached', accepts: ({ protocol }) => protocol === 'memcached' },
  ],
]

const anyUrl: Expectation = {
  client: 'The client',
  expected: 'HTTP',
  accepts: ({ protocol }) => protocol === 'HTTP' || protocol === 'remote write',
}

const datasourceTypes: Readonly<Record<string, Expectation>> = {
  prometheus: promql('A datasource of the type prometheus'),
  alertmanager: alertmanagerApi('A datasource of the type alertmanager'),
}

/** The addresses whose client is known, and all URLs. Other checks cover the endpoints of queries and the flags of Thanos. */
export const expectedServers = (context: CheckContext): readonly ExpectedServer[] => {
  const datasources = datasourcesIn(context).map(({ type, address }) => ({
    address,
    ...(datasourceTypes[type] ?? anyUrl),
  }))
  const places = new Set(datasources.map(({ address }) => placeOf(address)))
  const others = addressesOf(context)
    .filter((address) => !places.has(placeOf(address)) && !isCoveredFlag(address))
    .flatMap((address): ExpectedServer[] => {
      const found = byPointer.find(([pattern]) => pattern.test(address.pointer))?.[1]
      const expectation = found ?? (isUrl(address) && !isEndpoint(address) ? anyUrl : undefined)
      return expectation === undefined ? [] : [{ address, ...expectation }]
    })
  return [...datasources, ...others]
}

/** The URLs to which a query frontend and a ruler send queries. */
export const queryUrls = (context: CheckContext): readonly Address[] =>
  addressesOf(context).filter((address) => isUrl(address) && isCoveredFlag(address))

const placeOf = ({ object, pointer }: Address): string =>
  `${object.object.kind}/${object.object.metadata.namespace ?? ''}/${object.object.metadata.name}${pointer}`

/** An address from which thanos query reads, which srv-addresses-name-a-port covers. */
const isEndpoint = ({ pointer }: Address): boolean => /\/endpoints\/\d+\/address$/.test(pointer)

export const isUrl = ({ text }: Address): boolean => /^(dns|dnssrv|dnssrvnoa)?\+?https?:\/\//.test(text)

/** query-frontend-reaches-query and ruler-reaches-query-and-alertmanager compare these flags with the server. */
const coveredFlags = /^--(query-frontend\.downstream-url|query)(=|$)/

const isCoveredFlag = ({ pointer, workloads }: Address): boolean =>
  workloads.some(({ containers }) =>
    containers.some((container) =>
      container.arguments.some(
        ({ text, flag, pointer: own, valuePointer }) =>
          (own === pointer || valuePointer === pointer) && coveredFlags.test(flag ?? text),
      ),
    ),
  )

/** `thanos store speaks gRPC` */
export const listenerText = ({ program, protocol }: Listener): string => `${programTitle(program)} speaks ${protocol}`
