import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { type Program, usesOf } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { perContext } from '../engine/per-context.ts'
import { flagPlace } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { endpointsOf } from './endpoints.ts'
import { inDocument, type ProblemPlace } from './places.ts'

/** An address to which a Thanos component connects. It can have a prefix for a DNS lookup by Thanos, such as `dnssrv+`. */
export interface ComponentAddress {
  readonly program: Program
  readonly text: string
  readonly place: ProblemPlace
  /** The port of the Thanos component at the address; undefined if it is another program. */
  readonly expectedPort: 'grpc' | 'http' | undefined
  /** Whether gRPC itself resolves the address, and connects to all its servers. */
  readonly isGroup?: boolean
  /** Whether thanos query shows the endpoint even when it is down. */
  readonly isStrict?: boolean
}

export const componentAddresses = (context: CheckContext): ComponentAddress[] => [
  ...endpointAddresses(context),
  ...rulerQueryAddresses(context),
  ...rulerAlertmanagerAddresses(context),
  ...cacheAddresses(context),
]

const endpointAddresses = (context: CheckContext): ComponentAddress[] =>
  thanosPrograms(context, 'query').flatMap((program) =>
    endpointsOf(context, program).map(({ address, place, isGroup, isStrict }) => ({
      program,
      text: address,
      place,
      expectedPort: 'grpc' as const,
      isGroup,
      isStrict,
    })),
  )

/** The addresses to which rulers send queries. */
export const rulerQueryAddresses = (context: CheckContext): ComponentAddress[] =>
  thanosPrograms(context, 'rule').flatMap((program) => {
    const document = configOf(context, program, 'query.config')
    return [
      ...addressesInFlag(program, 'query', 'http'),
      ...(document ? clientAddresses(program, document, [], 'http') : []),
      ...addressesInFlag(program, 'grpc-query-endpoint', 'grpc'),
    ]
  })

/** The addresses to which rulers send alerts. */
export const rulerAlertmanagerAddresses = (context: CheckContext): ComponentAddress[] =>
  thanosPrograms(context, 'rule').flatMap((program) => {
    const document = configOf(context, program, 'alertmanagers.config')
    return [
      ...addressesInFlag(program, 'alertmanagers.url', undefined),
      ...(document ? clientAddresses(program, document, ['alertmanagers'], undefined) : []),
    ]
  })

const addressesInFlag = (
  program: Program,
  flag: string,
  expectedPort: ComponentAddress['expectedPort'],
): ComponentAddress[] =>
  usesOf(program, flag).flatMap((use) =>
    use.value === undefined ? [] : [{ program, text: use.value, place: flagPlace(program, use), expectedPort }],
  )

/**
 * The addresses of a list of clients: `static_configs` and `grpc_config.endpoint_addresses` of each.
 *
 * @param steps the path of the list in the document
 */
function clientAddresses(
  program: Program,
  document: EmbeddedDocument,
  steps: readonly string[],
  expectedPort: ComponentAddress['expectedPort'],
): ComponentAddress[] {
  const clients = listOf(steps.reduce<unknown>((value, step) => mappingOf(value)[step], document.value))
  return clients.flatMap((client, index) => {
    const { static_configs: http, grpc_config: grpc } = mappingOf(client)
    const addressAt =
      (...field: readonly string[]) =>
      (text: unknown, position: number): ComponentAddress => ({
        program,
        text: String(text),
        place: inDocument(document, ...steps, index, ...field, position),
        expectedPort,
      })
    return [
      ...listOf(http).map(addressAt('static_configs')),
      ...listOf(mappingOf(grpc).endpoint_addresses).map(addressAt('grpc_config', 'endpoint_addresses')),
    ]
  })
}

const cacheFlags = [
  'index-cache.config',
  'store.caching-bucket.config',
  'query-range.response-cache-config',
  'labels.response-cache-config',
]

/** The configurations of the caches of a store gateway or query frontend. */
export const cacheDocuments = (context: CheckContext, program: Program): EmbeddedDocument[] =>
  cacheFlags.flatMap((flag) => configOf(context, program, flag) ?? [])

/** The addresses of memcached in the configurations of caches. */
export const cacheAddresses = perContext((context): readonly ComponentAddress[] =>
  thanosPrograms(context, 'store', 'query-frontend').flatMap((program) =>
    cacheDocuments(context, program).flatMap((document) =>
      listOf(mappingOf(mappingOf(document.value).config).addresses).map((text, index) => ({
        program,
        text: String(text),
        place: inDocument(document, 'config', 'addresses', index),
        expectedPort: undefined,
      })),
    ),
  ),
)
