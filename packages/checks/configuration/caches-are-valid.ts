import { mappingOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configOf } from '../thanos/config-documents.ts'
import { inDocument } from '../thanos/places.ts'
import { syntaxProblems, typeProblems, withDistinctDocuments } from './configuration-problems.ts'
import { type CacheUse, cacheOptions, cacheTypes } from './thanos-types.ts'

const useOfFlag: Readonly<Record<string, CacheUse>> = {
  'index-cache.config': 'index',
  'store.caching-bucket.config': 'bucket',
  'query-range.response-cache-config': 'response',
  'labels.response-cache-config': 'response',
}

export const cachesAreValid: Check = {
  name: 'caches-are-valid',
  id: 'TH032',
  question: 'startup',
  severity: 'error',
  why: 'Thanos does not start with a cache of an unknown type, or with an unknown field in its configuration.',
  remedy: 'Correct the configuration of the cache.',
  source:
    'https://thanos.io/tip/components/store.md/#index-cache, https://thanos.io/tip/components/query-frontend.md/#caching',
  *run(context) {
    for (const { document, use } of cacheDocuments(context)) {
      yield* syntaxProblems(document)
      if (document.value !== undefined) yield* cacheProblems(document, use)
    }
  },
}

interface CacheDocument {
  readonly document: EmbeddedDocument
  readonly use: CacheUse
}

function cacheDocuments(context: CheckContext): readonly CacheDocument[] {
  const found = thanosPrograms(context, 'store', 'query-frontend').flatMap((program) =>
    Object.entries(useOfFlag).flatMap(([flag, use]): CacheDocument[] => {
      const document = configOf(context, program, flag)
      return document === undefined ? [] : [{ document, use }]
    }),
  )
  return withDistinctDocuments(context, found)
}

function* cacheProblems(document: EmbeddedDocument, use: CacheUse): Iterable<Problem> {
  const { type } = mappingOf(document.value)
  const configTypes = cacheTypes[use]
  const configType = configTypes[String(type).toUpperCase()]
  if (configType === undefined)
    yield {
      ...inDocument(document, 'type'),
      message: `${String(type)} is not a type of the ${use} cache.`,
      remedy: `Use ${Object.keys(configTypes).join(', ')}.`,
    }
  yield* typeProblems(document, { fields: { type: 'string', config: configType ?? 'any', ...cacheOptions[use] } })
}
