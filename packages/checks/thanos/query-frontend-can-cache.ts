import { mappingOf } from '@thanos-gitops/manifest'
import { durationOf, type Program } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { hasFlag, thanosPrograms } from './components.ts'
import { configOf, hasConfig } from './config-documents.ts'
import { inDocument, placeOfFlag } from './places.ts'

export const queryFrontendCanCache: Check = {
  name: 'query-frontend-can-cache',
  id: 'TH032',
  question: 'startup',
  severity: 'error',
  why: 'The query frontend caches responses in parts that are as long as the split interval. With a cache and without an interval, it does not start.',
  remedy: 'Set a split interval above 0, such as 24h.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/queryfrontend/config.go',
  *run(context) {
    for (const frontend of thanosPrograms(context, 'query-frontend')) {
      for (const api of ['query-range', 'labels'])
        if (cachesWithoutInterval(frontend, api))
          yield {
            ...placeOfFlag(frontend, `${api}.split-interval`),
            message: `a response cache is configured, but --${api}.split-interval is 0.`,
          }
      yield* emptyCaches(context, frontend)
      const rangeFlag = 'labels.default-time-range'
      if (hasFlag(frontend, rangeFlag) && durationOf(frontend, rangeFlag) === 0)
        yield {
          ...placeOfFlag(frontend, rangeFlag),
          message: `--${rangeFlag} is 0, so the query frontend does not start.`,
          remedy: 'Remove the flag. The default is 24h.',
        }
    }
  },
}

function cachesWithoutInterval(frontend: Program, api: string): boolean {
  const hasDynamicInterval = api === 'query-range' && hasFlag(frontend, 'query-range.min-split-interval')
  return (
    hasConfig(frontend, `${api}.response-cache-config`) &&
    !hasDynamicInterval &&
    durationOf(frontend, `${api}.split-interval`) === 0
  )
}

/** A cache in memory without any size is not created. */
function* emptyCaches(context: CheckContext, frontend: Program): Iterable<Problem> {
  for (const api of ['query-range', 'labels']) {
    const document = configOf(context, frontend, `${api}.response-cache-config`)
    const { type, config } = mappingOf(document?.value)
    const { max_size: size = 0, max_size_items: items = 0 } = mappingOf(config)
    if (document === undefined || String(type).toUpperCase() !== 'IN-MEMORY') continue
    if (/^0*[a-z]*$/i.test(String(size)) && Number(items) === 0)
      yield {
        ...inDocument(document, 'config'),
        message: 'the cache is not created, because max_size and max_size_items are both 0.',
        remedy: 'Set max_size, such as 512MB.',
        severity: 'warning',
      }
  }
}
