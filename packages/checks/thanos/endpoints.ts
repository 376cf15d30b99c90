import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { type Program, usesOf } from '@thanos-gitops/workloads'
import type { CheckContext, Problem } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { configOf, inDocument } from './stack.ts'

/** An address that a query asks for series. */
export interface Endpoint {
  readonly address: string
  readonly place: Pick<Problem, 'object' | 'pointer' | 'offset'>
  readonly isStrict: boolean
}

/** What a query dials: its file of endpoints and its flags, deprecated ones too. */
export function endpointsOf(context: CheckContext, query: Program): Endpoint[] {
  const document = configOf(context, query, 'endpoint.sd-config')
  const inFile = listOf(mappingOf(document?.value).endpoints).flatMap((entry, index) => {
    const { address, strict } = mappingOf(entry)
    return document && typeof address === 'string'
      ? [{ address, place: inDocument(document, 'endpoints', index, 'address'), isStrict: strict === true }]
      : []
  })
  const byFlag = [
    'endpoint',
    'endpoint-strict',
    'endpoint-group',
    'endpoint-group-strict',
    'store',
    'store-strict',
  ].flatMap((name) =>
    usesOf(query, name).flatMap((use) =>
      use.value === undefined
        ? []
        : [{ address: use.value, place: flagPlace(query, use), isStrict: name.endsWith('-strict') }],
    ),
  )
  return [...inFile, ...byFlag]
}

/** True where all that the query dials is in the manifests: neither files of service discovery nor placeholders. */
export const knowsAllEndpoints = (context: CheckContext, query: Program): boolean =>
  usesOf(query, 'store.sd-files').length === 0 &&
  (usesOf(query, 'endpoint.sd-config-file').length + usesOf(query, 'endpoint.sd-config').length === 0 ||
    configOf(context, query, 'endpoint.sd-config')?.value !== undefined) &&
  endpointsOf(context, query).every(({ address }) => !address.includes('$('))
