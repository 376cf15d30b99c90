import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { type Program, usesOf } from '@thanos-gitops/workloads'
import type { CheckContext, Problem } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { flagPlace } from '../engine/programs.ts'
import { endpointsOf } from './endpoints.ts'
import { configOf, inDocument, thanos } from './stack.ts'

/** An address with a DNS look-up of Thanos' own that a component dials. */
export interface ComponentAddress {
  readonly program: Program
  readonly text: string
  readonly place: Pick<Problem, 'object' | 'pointer' | 'offset'>
  /** Which of Thanos' ports must be there, where it is one of Thanos'. */
  readonly expectedPort: 'grpc' | 'http' | undefined
}

export const componentAddresses = (context: CheckContext): ComponentAddress[] => [
  ...endpointAddresses(context),
  ...rulerQueryAddresses(context),
  ...rulerAlertmanagerAddresses(context),
  ...cacheAddresses(context),
]

const endpointAddresses = (context: CheckContext): ComponentAddress[] =>
  thanos(context, 'query').flatMap((program) =>
    endpointsOf(context, program).map(({ address, place }) => ({
      program,
      text: address,
      place,
      expectedPort: 'grpc' as const,
    })),
  )

/** What a ruler asks. */
export const rulerQueryAddresses = (context: CheckContext): ComponentAddress[] =>
  thanos(context, 'rule').flatMap((program) => [
    ...usesOf(program, 'query').flatMap((use) =>
      use.value === undefined
        ? []
        : [{ program, text: use.value, place: flagPlace(program, use), expectedPort: 'http' as const }],
    ),
    ...inConfig(context, program, 'query.config', (document) => listOf(document)).map((one) => ({
      ...one,
      expectedPort: 'http' as const,
    })),
    ...usesOf(program, 'grpc-query-endpoint').flatMap((use) =>
      use.value === undefined
        ? []
        : [{ program, text: use.value, place: flagPlace(program, use), expectedPort: 'grpc' as const }],
    ),
  ])

/** Whom a ruler sends alerts. */
export const rulerAlertmanagerAddresses = (context: CheckContext): ComponentAddress[] =>
  thanos(context, 'rule').flatMap((program) => [
    ...usesOf(program, 'alertmanagers.url').flatMap((use) =>
      use.value === undefined
        ? []
        : [{ program, text: use.value, place: flagPlace(program, use), expectedPort: undefined }],
    ),
    ...inConfig(context, program, 'alertmanagers.config', (document) => listOf(mappingOf(document).alertmanagers), [
      'alertmanagers',
    ]),
  ])

function inConfig(
  context: CheckContext,
  program: Program,
  flag: string,
  list: (value: unknown) => readonly unknown[],
  steps: readonly string[] = [],
): ComponentAddress[] {
  const document = configOf(context, program, flag)
  if (!document) return []
  return list(document.value).flatMap((entry, index) => {
    const { static_configs: http, grpc_config: grpc } = mappingOf(entry)
    const static_ = listOf(http).map((text, position) => ({
      program,
      text: String(text),
      place: inDocument(document, ...steps, index, 'static_configs', position),
      expectedPort: undefined,
    }))
    const endpoints = listOf(mappingOf(grpc).endpoint_addresses).map((text, position) => ({
      program,
      text: String(text),
      place: inDocument(document, ...steps, index, 'grpc_config', 'endpoint_addresses', position),
      expectedPort: undefined,
    }))
    return [...static_, ...endpoints]
  })
}

const cacheFlags = [
  'index-cache.config',
  'store.caching-bucket.config',
  'query-range.response-cache-config',
  'labels.response-cache-config',
]

export const cacheDocuments = (context: CheckContext, program: Program) =>
  cacheFlags.flatMap((flag) => {
    const document = configOf(context, program, flag)
    return document ? [{ flag, document }] : []
  })

/** Addresses of memcached, each once for a component. */
export const cacheAddresses = perContext((context): readonly ComponentAddress[] =>
  thanos(context, 'store', 'query-frontend').flatMap((program) =>
    cacheDocuments(context, program).flatMap(({ document }) =>
      listOf(mappingOf(mappingOf(document.value).config).addresses).map((text, index) => ({
        program,
        text: String(text),
        place: inDocument(document, 'config', 'addresses', index),
        expectedPort: undefined,
      })),
    ),
  ),
)
