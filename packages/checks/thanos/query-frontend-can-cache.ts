import { durationOf, lastUse } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { hasFlag, thanosPrograms } from './components.ts'
import { hasConfig } from './config-documents.ts'

export const queryFrontendCanCache: Check = {
  name: 'query-frontend-can-cache',
  id: 'TH032',
  severity: 'error',
  why: 'Responses are cached in pieces of the split interval: with a cache and no interval the query frontend does not start.',
  remedy: 'Set a split interval above 0, such as 24h.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/queryfrontend/config.go',
  *run(context) {
    for (const frontend of thanosPrograms(context, 'query-frontend')) {
      for (const kind of ['query-range', 'labels']) {
        const use = lastUse(frontend, `${kind}.split-interval`)
        const isDynamic = kind === 'query-range' && hasFlag(frontend, 'query-range.min-split-interval')
        if (
          !hasConfig(frontend, `${kind}.response-cache-config`) ||
          isDynamic ||
          durationOf(frontend, `${kind}.split-interval`) !== 0
        )
          continue
        yield {
          ...(use ? flagPlace(frontend, use) : argumentsPlace(frontend)),
          message: `a cache is configured, and --${kind}.split-interval is 0.`,
        }
      }
      const range = lastUse(frontend, 'labels.default-time-range')
      if (range && durationOf(frontend, 'labels.default-time-range') === 0)
        yield {
          ...flagPlace(frontend, range),
          message: '--labels.default-time-range must not be 0.',
          remedy: 'Leave it out: 24h is the default.',
        }
    }
  },
}
