import { listOf, mappingOf } from '@thanos-gitops/manifest'
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
  const inFile = listOf(mappingOf(document?.value).endpoints).flatMap((entry, index) => {
    const { address, strict } = mappingOf(entry)
    return document && typeof address === 'string'
      ? [{ address, place: inDocument(document, 'endpoints', index, 'address'), isStrict: strict === true }]
      : []
  })
  const inFlags = endpointFlags.flatMap((name) =>
    usesOf(query, name).flatMap((use) =>
      use.value === undefined
        ? []
        : [{ address: use.value, place: flagPlace(query, use), isStrict: name.endsWith('-strict') }],
    ),
  )
  return [...inFile, ...inFlags]
}

/** Whether the manifests contain all endpoints of a query: it has no service discovery files and no variables. */
export const hasAllEndpoints = (context: CheckContext, query: Program): boolean =>
  usesOf(query, 'store.sd-files').length === 0 &&
  (usesOf(query, 'endpoint.sd-config-file').length + usesOf(query, 'endpoint.sd-config').length === 0 ||
    configOf(context, query, 'endpoint.sd-config')?.value !== undefined) &&
  endpointsOf(context, query).every(({ address }) => !address.includes('$('))
