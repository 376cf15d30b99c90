import { type Program, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { podsOf } from '../engine/services.ts'
import { thanosPrograms, thanosProgramsOf } from './components.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import { placeOfFlag } from './places.ts'
import { containerPortOf, listenPort, servicePortOf } from './ports.ts'

const urlFlag = 'query-frontend.downstream-url'

export const queryFrontendReachesQuery: Check = {
  name: 'query-frontend-reaches-query',
  id: 'TH031',
  question: 'addresses',
  severity: 'error',
  why: 'Every ten seconds, the query frontend requests the readiness of its downstream. If the downstream is not a query, the query frontend never becomes ready.',
  remedy: 'Set --query-frontend.downstream-url to the HTTP port of the Service of thanos query.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/query_frontend.go',
  *run(context) {
    for (const frontend of thanosPrograms(context, 'query-frontend')) yield* frontendProblems(context, frontend)
  },
}

function* frontendProblems(context: CheckContext, frontend: Program): Iterable<Problem> {
  const { workload } = frontend.container
  const place = placeOfFlag(frontend, urlFlag)
  const url = valueOrDefault(frontend, urlFlag) ?? 'http://localhost:9090'
  const address = parseAddress(url)
  if (!address) return
  if (/^(?:localhost|127\.0\.0\.1)$/.test(address.host)) {
    const isInPod = thanosProgramsOf(context, workload).some(({ command }) => command === 'query')
    if (!isInPod) yield { ...place, message: `the query frontend connects to ${url}, but no query runs in its pod.` }
    return
  }
  if (address.scheme === undefined)
    yield { ...place, message: `${url} lacks http:// or https://.`, remedy: `Write http://${url}.` }
  const service = serviceOf(context, workload, address)
  if (!service) return
  const servers = podsOf(context, service).flatMap((target) => thanosProgramsOf(context, target))
  const query = servers.find(({ command }) => command === 'query')
  if (servers.length > 0 && !query)
    yield { ...place, message: `${url} leads to thanos ${servers[0]!.command}, not to thanos query.` }
  const servicePort = servicePortOf(service, address)
  const port = query && servicePort && containerPortOf(query.container.workload, servicePort)
  if (query && port !== undefined && port !== listenPort(query, 'http-address'))
    yield {
      ...place,
      message: `${url} leads to port ${port} of thanos query, but its HTTP port is ${listenPort(query, 'http-address')}.`,
    }
}
