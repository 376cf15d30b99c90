import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { type Program, usesOf } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { podsOf } from '../engine/services.ts'
import { type ComponentAddress, rulerAlertmanagerAddresses, rulerQueryAddresses } from './component-addresses.ts'
import { thanosPrograms, thanosProgramsOf } from './components.ts'
import { configOf } from './config-documents.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import { inDocument } from './places.ts'
import { containerPortOf, listenPort, servicePortOf } from './ports.ts'

export const rulerReachesQueryAndAlertmanager: Check = {
  name: 'ruler-reaches-query-and-alertmanager',
  id: 'TH034',
  question: 'addresses',
  severity: 'error',
  why: 'A ruler that sends HTTP queries to the gRPC port of a query evaluates no rules. A ruler that sends alerts to the removed API v1 of Alertmanager, or to an address without a scheme, delivers no alerts.',
  remedy: 'Use the HTTP port of thanos query, and write the address of Alertmanager with http:// and api_version: v2.',
  source:
    'https://thanos.io/tip/components/rule.md/, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/alert/config.go',
  *run(context) {
    for (const address of rulerQueryAddresses(context)) yield* queryProblems(context, address)
    for (const ruler of thanosPrograms(context, 'rule')) {
      yield* repeatedQueries(ruler)
      yield* noQueries(context, ruler)
    }
    for (const address of rulerAlertmanagerAddresses(context)) yield* schemeProblems(address)
    for (const ruler of thanosPrograms(context, 'rule')) yield* apiVersionProblems(context, ruler)
  },
}

function* repeatedQueries(ruler: Program): Iterable<Problem> {
  const seen = new Set<string | undefined>()
  for (const use of usesOf(ruler, 'query')) {
    if (seen.has(use.value))
      yield {
        ...flagPlace(ruler, use),
        message: `--query=${use.value} is set twice, so the ruler does not start.`,
        remedy: 'Remove one of the two flags.',
      }
    seen.add(use.value)
  }
}

/** A list of queries without an address. */
function* noQueries(context: CheckContext, ruler: Program): Iterable<Problem> {
  const document = configOf(context, ruler, 'query.config')
  if (document?.value === undefined || rulerQueryAddresses(context).some(({ program }) => program === ruler)) return
  if (listOf(document.value).some((entry) => mappingOf(entry).file_sd_configs !== undefined)) return
  yield {
    ...inDocument(document),
    message: 'it contains no address of a query, so the ruler evaluates no rules.',
    remedy: 'Add the HTTP address of thanos query to static_configs.',
  }
}

function* queryProblems(context: CheckContext, component: ComponentAddress): Iterable<Problem> {
  const address = parseAddress(component.text)
  const service = address && serviceOf(context, component.program.container.workload, address)
  // The check srv-addresses-name-a-port covers SRV names.
  if (!address || !service || address.portName !== undefined) return
  const servicePort = servicePortOf(service, address)
  for (const workload of podsOf(context, service)) {
    const [server] = thanosProgramsOf(context, workload)
    if (server) yield* serverProblems(component, server, servicePort && containerPortOf(workload, servicePort))
  }
}

/** @param port the container port of the server to which the address leads */
function* serverProblems(
  { text, place, expectedPort = 'http' }: ComponentAddress,
  server: Program,
  port: number | undefined,
): Iterable<Problem> {
  const correctPort = listenPort(server, `${expectedPort}-address`)
  if (server.command !== 'query' && server.command !== 'query-frontend')
    yield { ...place, message: `${text} leads to thanos ${server.command}, not to thanos query.` }
  else if (port !== undefined && correctPort !== undefined && port !== correctPort)
    yield {
      ...place,
      message: `${text} leads to port ${port} of thanos ${server.command}, but its ${expectedPort === 'grpc' ? 'gRPC' : 'HTTP'} port is ${correctPort}.`,
    }
}

/** An address in a configuration file has a field for its scheme; only the flag requires it in the address. */
function* schemeProblems({ text, place }: ComponentAddress): Iterable<Problem> {
  const isInFlag = !place.pointer.includes('static_configs')
  const hasScheme = /^(?:dns\+|dnssrv\+|dnssrvnoa\+)?https?:\/\//.test(text)
  if (isInFlag && !hasScheme && !text.includes('$('))
    yield { ...place, message: `${text} lacks http:// or https://, so the ruler does not start.` }
}

function* apiVersionProblems(context: CheckContext, ruler: Program): Iterable<Problem> {
  const document = configOf(context, ruler, 'alertmanagers.config')
  if (!document) return
  for (const [index, entry] of listOf(mappingOf(document.value).alertmanagers).entries())
    if (mappingOf(entry).api_version === 'v1')
      yield {
        ...inDocument(document, 'alertmanagers', index, 'api_version'),
        message: 'Alertmanager removed its API v1 in 0.27.',
        remedy: 'Set api_version: v2, or remove the field.',
      }
}
