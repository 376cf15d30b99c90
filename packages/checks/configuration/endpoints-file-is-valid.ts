import { listOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configOf } from '../thanos/config-documents.ts'
import { inDocument } from '../thanos/places.ts'
import { syntaxProblems, typeProblems } from './configuration-problems.ts'
import { endpointsShape } from './thanos-types.ts'

export const endpointsFileIsValid: Check = {
  name: 'endpoints-file-is-valid',
  id: 'TH016',
  severity: 'error',
  why: 'Query ignores what it does not know in this file: a misspelled `address` is an endpoint that is never asked. Variables are not filled in.',
  remedy: 'Use strict, group, address, service_config and client_config of each endpoint.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/endpointset.go',
  *run(context) {
    const seen = new Set<string>()
    for (const query of thanosPrograms(context, 'query')) {
      const document = configOf(context, query, 'endpoint.sd-config')
      const id =
        document &&
        `${document.object.object.metadata.name} ${document.object.object.metadata.namespace} ${document.pointer}`
      if (!document || seen.has(id!)) continue
      seen.add(id!)
      yield* syntaxProblems(document)
      if (document.value !== undefined) yield* typeProblems(document, endpointsShape)
      for (const [index, entry] of listOf(mappingOf(document.value).endpoints).entries()) {
        const { address, strict, group, service_config: config } = mappingOf(entry)
        const at = (field: string) => inDocument(document, 'endpoints', index, field)
        if (typeof address !== 'string') continue
        if (/^dns\w*\+/.test(address) && strict === true)
          yield {
            ...at('strict'),
            message: `${address} is looked up in the DNS, which a strict endpoint must not be.`,
            remedy: 'Give the address itself, or remove strict.',
          }
        if (config !== undefined && config !== '' && group !== true)
          yield {
            ...at('service_config'),
            message: 'service_config is for a group of endpoints only.',
            remedy: 'Set group: true, or remove it.',
          }
        if (address.includes('$('))
          yield { ...at('address'), message: `${address} is taken as it is: no variables are filled in here.` }
      }
    }
  },
}
