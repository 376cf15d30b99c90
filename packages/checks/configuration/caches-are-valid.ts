import type { Check } from '../engine/check.ts'
import { thanosProblems } from './thanos-documents.ts'

export const cachesAreValid: Check = {
  name: 'caches-are-valid',
  id: 'TH032',
  question: 'startup',
  severity: 'error',
  why: 'Thanos does not start with a cache of an unknown type or with contradictory limits. It ignores an unknown field in the configuration of some caches, and uses the default.',
  remedy: 'Correct the configuration of the cache.',
  source:
    'https://thanos.io/tip/components/store.md/#index-cache, https://thanos.io/tip/components/query-frontend.md/#caching; the code of Thanos in packages/program-verdict',
  run: (context) =>
    thanosProblems(context, {
      'index-cache.config': 'index-cache',
      'store.caching-bucket.config': 'caching-bucket',
      'query-range.response-cache-config': 'response-cache',
      'labels.response-cache-config': 'response-cache',
    }),
}
