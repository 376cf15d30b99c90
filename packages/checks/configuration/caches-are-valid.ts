import { mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configOf } from '../thanos/config-documents.ts'
import { inDocument } from '../thanos/places.ts'
import { syntaxProblems, typeProblems } from './configuration-problems.ts'
import { cacheOptions, cacheTypes } from './thanos-types.ts'

const flags = {
  'index-cache.config': 'index',
  'store.caching-bucket.config': 'bucket',
  'query-range.response-cache-config': 'response',
  'labels.response-cache-config': 'response',
} as const

export const cachesAreValid: Check = {
  name: 'caches-are-valid',
  id: 'TH032',
  severity: 'error',
  why: 'Thanos reads the configuration of a cache strictly, and does not start with a type or a field that it does not know.',
  remedy: 'Correct the document.',
  source:
    'https://thanos.io/tip/components/store.md/#index-cache, https://thanos.io/tip/components/query-frontend.md/#caching',
  *run(context) {
    const seen = new Set<string>()
    for (const program of thanosPrograms(context, 'store', 'query-frontend'))
      for (const [flag, use] of Object.entries(flags)) {
        const document = configOf(context, program, flag)
        const id =
          document &&
          `${document.object.object.kind}/${document.object.object.metadata.name} ${document.object.object.metadata.namespace} ${document.pointer}`
        if (!document || seen.has(id!)) continue
        seen.add(id!)
        yield* syntaxProblems(document)
        if (document.value === undefined) continue
        const { type } = mappingOf(document.value)
        const configTypes = cacheTypes[use]
        const configType = configTypes[String(type).toUpperCase()]
        if (!configType)
          yield {
            ...inDocument(document, 'type'),
            message: `there is no cache of type ${String(type)} here.`,
            remedy: `Use ${Object.keys(configTypes).join(', ')}.`,
          }
        yield* typeProblems(document, { fields: { type: 'string', config: configType ?? 'any', ...cacheOptions[use] } })
      }
  },
}
