import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import { type Program, usesOf } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { configOf } from './config-documents.ts'
import { inDocument, type ProblemPlace } from './places.ts'

/** An address from which thanos query reads series. */
export interface Endpoint {
  readonly address: string
  readonly place: ProblemPlace
  readonly isStrict: boolean
  /** Whether gRPC itself resolves the address, and connects to all its servers. */
  readonly isGroup: boolean
  /** The settings of its connection in the file: `default_client_config`, with `client_config` if Thanos uses it. */
  readonly client: Mapping
}

const endpointFlags = [
  'endpoint',
  'endpoint-strict',
  'endpoint-group',
  'endpoint-group-strict',
  'store',
  'store-strict',
]

/** The endpoints in the file of a query and in its flags, deprecated flags included. */
export function endpointsOf(context: CheckContext, query: Program): Endpoint[] {
  const document = configOf(context, query, 'endpoint.sd-config')
  const defaults = mappingOf(document?.value).default_client_config
  const inFile = listOf(mappingOf(document?.value).endpoints).flatMap((entry, index) => {
    const { address, strict, group, client_config: client } = mappingOf(entry)
    if (document === undefined || typeof address !== 'string') return []
    const place = inDocument(document, 'endpoints', index, 'address')
    const isGroup = group === true
    const own = usesClientConfig(address, isGroup) ? client : undefined
    return [{ address, place, isStrict: strict === true, isGroup, client: withDefaults(own, defaults) }]
  })
  const inFlags = endpointFlags.flatMap((name) =>
    usesOf(query, name).flatMap((use) =>
      use.value === undefined
        ? []
        : [
            {
              address: use.value,
              place: flagPlace(query, use),
              isStrict: name.endsWith('-strict'),
              isGroup: name.includes('group'),
              client: {},
            },
          ],
    ),
  )
  return [...inFile, ...inFlags]
}

/** Thanos looks up the addresses of an endpoint itself, unless it is a group, and then knows only the defaults of the file. */
export const usesClientConfig = (address: string, isGroup: boolean): boolean =>
  isGroup || !/^dns(?:srv|srvnoa)?\+/.test(address)

function withDefaults(client: unknown, defaults: unknown): Mapping {
  const [own, general] = [mappingOf(client), mappingOf(defaults)]
  return { ...general, ...own, tls_config: { ...mappingOf(general.tls_config), ...mappingOf(own.tls_config) } }
}

/** Whether the manifests contain all endpoints of a query: it has no service discovery files and no variables. */
export const hasAllEndpoints = (context: CheckContext, query: Program): boolean =>
  usesOf(query, 'store.sd-files').length === 0 &&
  (usesOf(query, 'endpoint.sd-config-file').length + usesOf(query, 'endpoint.sd-config').length === 0 ||
    configOf(context, query, 'endpoint.sd-config')?.value !== undefined) &&
  endpointsOf(context, query).every(({ address }) => !address.includes('$('))
