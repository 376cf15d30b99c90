import { lastUse, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, flagPlace, programsIn } from '../engine/programs.ts'
import { podsOf, servicePorts } from '../engine/services.ts'
import { thanosPrograms } from './components.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import { containerPortOf, listenPort } from './ports.ts'

export const queryFrontendReachesQuery: Check = {
  name: 'query-frontend-reaches-query',
  id: 'TH031',
  severity: 'error',
  why: 'A query frontend asks its downstream every ten seconds whether it is ready, and is never ready itself where that is no query.',
  remedy: 'Set --query-frontend.downstream-url to the HTTP port of the Service of query.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/query_frontend.go',
  *run(context) {
    for (const frontend of thanosPrograms(context, 'query-frontend')) {
      const { workload } = frontend.container
      const use = lastUse(frontend, 'query-frontend.downstream-url')
      const place = use ? flagPlace(frontend, use) : argumentsPlace(frontend)
      const text = valueOrDefault(frontend, 'query-frontend.downstream-url') ?? 'http://localhost:9090'
      const address = parseAddress(text)
      if (!address) continue
      if (/^(?:localhost|127\.0\.0\.1)$/.test(address.host)) {
        if (
          !programsIn(context).some(({ container, command }) => container.workload === workload && command === 'query')
        )
          yield { ...place, message: `no query runs in the pod, and ${text} is where the frontend looks for it.` }
        continue
      }
      if (address.scheme === undefined)
        yield { ...place, message: `${text} lacks http:// or https://.`, remedy: `Write http://${text}.` }
      const service = serviceOf(context, workload, address)
      if (!service) continue
      const targets = podsOf(context, service)
      const servers = programsIn(context).filter(
        ({ name, container }) => name === 'thanos' && targets.includes(container.workload),
      )
      const query = servers.find(({ command }) => command === 'query')
      if (servers.length > 0 && !query) {
        yield { ...place, message: `${text} is ${servers[0]!.command}, and no query.` }
        continue
      }
      const port = servicePorts(service).find(
        (one) => one.port === (address.port ?? (address.scheme === 'https' ? 443 : 80)),
      )
      const reached = query && port && containerPortOf(query.container.workload, port)
      if (query && reached !== undefined && reached !== listenPort(query, 'http-address'))
        yield {
          ...place,
          message: `${text} leads to port ${reached} of query, whose HTTP port is ${listenPort(query, 'http-address')}.`,
        }
    }
  },
}
