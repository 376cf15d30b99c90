import { mappingOf } from '@thanos-gitops/manifest'
import {
  durationOf,
  lastUse,
  type Program,
  parseGoDuration,
  parsePrometheusDuration,
  programTitle,
  valueOrDefault,
} from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { podsOf } from '../engine/services.ts'
import { thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import { inDocument, placeOfFlag } from './places.ts'

export const timeoutsFitEachOther: Check = {
  name: 'timeouts-fit-each-other',
  question: 'limits',
  severity: 'warning',
  why: 'A timeout inside a request must be shorter than that of the request: a query that waits longer for one store than for the whole query returns an error instead of a partial response, and a frontend that waits less repeats queries that still run.',
  remedy: 'Set --store.response-timeout below --query.timeout, and the timeouts of the query frontend above it.',
  source: 'https://thanos.io/tip/components/query.md/, https://thanos.io/tip/components/query-frontend.md/',
  *run(context) {
    for (const query of thanosPrograms(context, 'query')) yield* storeProblems(query)
    for (const frontend of thanosPrograms(context, 'query-frontend')) yield* frontendProblems(context, frontend)
  },
}

const storeFlag = 'store.response-timeout'
const queryFlag = 'query.timeout'

function* storeProblems(query: Program): Iterable<Problem> {
  const [store, whole] = [durationOf(query, storeFlag), durationOf(query, queryFlag)]
  // 0 is no timeout.
  if (store === undefined || whole === undefined || store === 0 || store < whole || !lastUse(query, storeFlag)) return
  yield {
    ...placeOfFlag(query, storeFlag),
    message: `the query waits ${valueOrDefault(query, storeFlag)} for a store, but only ${valueOrDefault(query, queryFlag)} for a whole query (${lineOf(placeOfFlag(query, queryFlag))}).`,
    remedy: `Set --${storeFlag} well below ${valueOrDefault(query, queryFlag)}, such as 15s.`,
  }
}

function* frontendProblems(context: CheckContext, frontend: Program): Iterable<Problem> {
  const document = configOf(context, frontend, 'query-frontend.downstream-tripper-config')
  const { response_header_timeout: text } = mappingOf(document?.value)
  const timeout = typeof text === 'string' ? (parsePrometheusDuration(text) ?? parseGoDuration(text)) : undefined
  if (document === undefined || timeout === undefined || timeout === 0) return
  for (const query of queriesBehind(context, frontend)) {
    const whole = durationOf(query, queryFlag)
    if (whole === undefined || timeout >= whole) continue
    yield {
      ...inDocument(document, 'response_header_timeout'),
      message: `the frontend waits ${String(text)} for a response, but ${programTitle(query)} works up to ${valueOrDefault(query, queryFlag)} on it (${lineOf(placeOfFlag(query, queryFlag))}).`,
      remedy: `Set response_header_timeout to at least ${valueOrDefault(query, queryFlag)}.`,
    }
  }
}

function queriesBehind(context: CheckContext, frontend: Program): Program[] {
  const address = parseAddress(valueOrDefault(frontend, 'query-frontend.downstream-url') ?? '')
  const service = address && serviceOf(context, frontend.container.workload, address)
  const workloads = service ? podsOf(context, service) : []
  return thanosPrograms(context, 'query').filter(({ container }) => workloads.includes(container.workload))
}
