import { mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { configOf, inDocument, thanos } from '../thanos/stack.ts'
import { shapeProblems, syntaxProblems } from './configuration-problems.ts'
import { besideCache, cacheShapes } from './thanos-shapes.ts'

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
    for (const program of thanos(context, 'store', 'query-frontend'))
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
        const shapes = cacheShapes[use]
        const shape = shapes[String(type).toUpperCase()]
        if (!shape)
          yield {
            ...inDocument(document, 'type'),
            message: `there is no cache of type ${String(type)} here.`,
            remedy: `Use ${Object.keys(shapes).join(', ')}.`,
          }
        yield* shapeProblems(document, { fields: { type: 'string', config: shape ?? 'any', ...besideCache[use] } })
      }
  },
}
