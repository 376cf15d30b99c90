import { listOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { podsOf, servicePorts } from '../engine/services.ts'
import { rulerAlertmanagerAddresses, rulerQueryAddresses } from './component-addresses.ts'
import { thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import { inDocument } from './places.ts'
import { containerPortOf, listenPort } from './ports.ts'

export const rulerReachesQueryAndAlertmanager: Check = {
  name: 'ruler-reaches-query-and-alertmanager',
  id: 'TH034',
  severity: 'error',
  why: 'A ruler that asks the gRPC port of query evaluates nothing, and one that sends alerts to the API that Alertmanager removed, or to an address without scheme, notifies nobody.',
  remedy: 'Ask the HTTP port of query, and write Alertmanager’s address with http:// and api_version v2.',
  source:
    'https://thanos.io/tip/components/rule.md/, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/alert/config.go',
  *run(context) {
    for (const { program, text, place, expectedPort } of rulerQueryAddresses(context)) {
      const address = parseAddress(text)
      const service = address && serviceOf(context, program.container.workload, address)
      // An SRV name asks for a port by its name: srv-addresses-name-a-port.
      if (!address || !service || address.portName !== undefined) continue
      const port = servicePorts(service).find(
        (one) => one.port === (address.port ?? (address.scheme === 'https' ? 443 : 80)),
      )
      for (const workload of podsOf(context, service)) {
        const server = programsIn(context).find(
          ({ name, container }) => name === 'thanos' && container.workload === workload,
        )
        const reached = server && port ? containerPortOf(workload, port) : undefined
        const wanted = server && listenPort(server, `${expectedPort ?? 'http'}-address`)
        if (server && server.command !== 'query' && server.command !== 'query-frontend')
          yield { ...place, message: `${text} is ${server.command}, and no query.` }
        else if (reached !== undefined && wanted !== undefined && reached !== wanted)
          yield {
            ...place,
            message: `${text} leads to port ${reached} of query, and the ruler expectedPort its ${expectedPort ?? 'http'} port, ${wanted}.`,
          }
      }
    }
    for (const { text, place } of rulerAlertmanagerAddresses(context)) {
      const isByFlag = !place.pointer.includes('static_configs')
      if (isByFlag && !/^(?:dns\+|dnssrv\+|dnssrvnoa\+)?https?:\/\//.test(text) && !text.includes('$('))
        yield { ...place, message: `${text} lacks http:// or https://, and the ruler does not start.` }
    }
    for (const ruler of thanosPrograms(context, 'rule')) {
      const document = configOf(context, ruler, 'alertmanagers.config')
      for (const [index, entry] of listOf(mappingOf(document?.value).alertmanagers).entries())
        if (document && mappingOf(entry).api_version === 'v1')
          yield {
            ...inDocument(document, 'alertmanagers', index, 'api_version'),
            message: 'Alertmanager has no API v1 since 0.27.',
            remedy: 'Set api_version: v2, or leave it out.',
          }
    }
  },
}
