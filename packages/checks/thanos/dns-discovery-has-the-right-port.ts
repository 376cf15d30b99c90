import { listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { lastValue, type Program, programTitle, type Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { programsOf } from '../engine/programs.ts'
import { isHeadless, podsOf, servicePorts } from '../engine/services.ts'
import { programsNamed } from './components.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import { inDocument, type ProblemPlace } from './places.ts'
import { containerPortOf, listenPort, portOf } from './ports.ts'
import { configurationOf } from './prometheus.ts'

export const dnsDiscoveryHasTheRightPort: Check = {
  name: 'dns-discovery-has-the-right-port',
  question: 'addresses',
  severity: 'error',
  why: 'An A record has no port, so Prometheus uses the port of the configuration. At another port, every scrape fails, and alerts reach no Alertmanager.',
  remedy: 'Set port to the HTTP port of the program, or look up the SRV record of the port.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#dns_sd_config',
  *run(context) {
    for (const prometheus of programsNamed(context, 'prometheus')) {
      const document = configurationOf(context, prometheus)?.document
      if (document) yield* documentProblems(context, document, prometheus.container.workload)
    }
  },
}

/** A name whose A records Prometheus looks up. */
interface Discovery {
  readonly name: string
  readonly port: number
  readonly place: ProblemPlace
}

const lists = [['alerting', 'alertmanagers'], ['scrape_configs']] as const

const discoveriesIn = (document: EmbeddedDocument): Discovery[] =>
  lists.flatMap((path) => {
    const list = path.reduce<unknown>((value, step) => mappingOf(value)[step], document.value)
    return listOf(list).flatMap((entry, index) =>
      listOf(mappingOf(entry).dns_sd_configs).flatMap((discovery, position) => {
        const { names, type, port } = mappingOf(discovery)
        if ((type !== 'A' && type !== 'AAAA') || typeof port !== 'number') return []
        const place = inDocument(document, ...path, index, 'dns_sd_configs', position, 'port')
        return listOf(names).flatMap((name) => (typeof name === 'string' ? [{ name, port, place }] : []))
      }),
    )
  })

function* documentProblems(context: CheckContext, document: EmbeddedDocument, client: Workload): Iterable<Problem> {
  for (const { name, port, place } of discoveriesIn(document)) {
    const problem = problemOf(context, client, name, port)
    if (problem) yield { ...place, ...problem }
  }
}

function problemOf(
  context: CheckContext,
  client: Workload,
  name: string,
  port: number,
): Pick<Problem, 'message' | 'remedy'> | undefined {
  const address = parseAddress(name)
  const service = address && serviceOf(context, client, address)
  if (!service) return undefined
  for (const workload of podsOf(context, service)) {
    const [program] = programsOf(context, workload).filter((candidate) => httpPortOf(candidate) !== undefined)
    const expected = program && expectedPort(service, workload, httpPortOf(program)!)
    // Other containers of the pod can have metrics, too.
    const isOpen =
      workload.containers.length > 1 &&
      workload.containers.some(({ ports }) => ports.some(({ containerPort }) => containerPort === port))
    if (!program || expected === undefined || expected === port || isOpen) continue
    return {
      message: `${name} leads to port ${port} of ${workload.name}, but ${programTitle(program)} serves HTTP at ${expected}.`,
      remedy: `Set port: ${expected}.`,
    }
  }
  return undefined
}

/** The port by which pods behind a Service are reached: their own if the name resolves to pods. */
const expectedPort = (service: SourcedObject, workload: Workload, httpPort: number): number | undefined =>
  isHeadless(service)
    ? httpPort
    : servicePorts(service).find((candidate) => containerPortOf(workload, candidate) === httpPort)?.port

function httpPortOf(program: Program): number | undefined {
  switch (program.name) {
    case 'thanos':
      return listenPort(program, 'http-address')
    case 'prometheus':
      return portOf(lastValue(program, 'web.listen-address') ?? ':9090')
    case 'alertmanager':
      return portOf(lastValue(program, 'web.listen-address') ?? ':9093')
    default:
      return undefined
  }
}
