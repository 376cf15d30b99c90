import { listOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configOf } from '../thanos/config-documents.ts'
import { inDocument } from '../thanos/places.ts'
import { distinctDocuments, syntaxProblems, typeProblems } from './configuration-problems.ts'
import { endpointsType } from './thanos-types.ts'

export const endpointsFileIsValid: Check = {
  name: 'endpoints-file-is-valid',
  id: 'TH016',
  question: 'startup',
  severity: 'error',
  why: 'Thanos query ignores unknown fields of this file: with a misspelled `address`, it does not query the endpoint. It does not replace variables in the file.',
  remedy: 'Use only the fields strict, group, address, service_config and client_config in an endpoint.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/endpointset.go',
  *run(context) {
    const documents = thanosPrograms(context, 'query').flatMap(
      (query) => configOf(context, query, 'endpoint.sd-config') ?? [],
    )
    for (const document of distinctDocuments(context, documents)) {
      yield* syntaxProblems(document)
      if (document.value !== undefined) yield* typeProblems(document, endpointsType)
      for (const [index, entry] of listOf(mappingOf(document.value).endpoints).entries())
        yield* endpointProblems(document, index, mappingOf(entry))
    }
  },
}

function* endpointProblems(
  document: EmbeddedDocument,
  index: number,
  { address, strict, group, service_config: serviceConfig }: Readonly<Record<string, unknown>>,
): Iterable<Problem> {
  if (typeof address !== 'string') return
  const at = (field: string) => inDocument(document, 'endpoints', index, field)
  if (/^dns\w*\+/.test(address) && strict === true)
    yield {
      ...at('strict'),
      message: `${address} is a DNS lookup, but an endpoint with strict: true requires a fixed address.`,
      remedy: 'Write the address without a DNS lookup, or remove strict.',
    }
  if (serviceConfig !== undefined && serviceConfig !== '' && group !== true)
    yield {
      ...at('service_config'),
      message: `${address} has service_config, which requires group: true.`,
      remedy: 'Set group: true, or remove service_config.',
    }
  if (address.includes('$('))
    yield {
      ...at('address'),
      message: `${address} contains a variable, but Thanos does not replace variables in this file.`,
      remedy: 'Write the address without variables.',
    }
}
