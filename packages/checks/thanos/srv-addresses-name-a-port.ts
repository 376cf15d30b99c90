import type { SourcedObject } from '@thanos-gitops/manifest'
import type { Program } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { isHeadless, podsOf, servicePorts } from '../engine/services.ts'
import { type ComponentAddress, componentAddresses } from './component-addresses.ts'
import { thanosProgramsOf } from './components.ts'
import { type ParsedAddress, parseAddress, serviceOf } from './parse-address.ts'
import { containerPortOf, listenPort, servicePortOf } from './ports.ts'

export const srvAddressesNameAPort: Check = {
  name: 'srv-addresses-name-a-port',
  id: 'TH014',
  question: 'addresses',
  severity: 'error',
  why: 'Kubernetes answers SRV queries only for _port._protocol.service.namespace.svc, and returns one record per pod only for a headless Service. Other addresses resolve to nothing, or to one address for all pods.',
  remedy: 'Write dnssrv+_grpc._tcp.<service>.<namespace>.svc.<cluster domain>, without a port number.',
  source:
    'https://github.com/kubernetes/dns/blob/master/docs/specification.md, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/discovery/dns/resolver.go',
  *run(context) {
    for (const component of componentAddresses(context)) {
      const address = parseAddress(component.text)
      if (!address) continue
      if (isEndpointUrl(component, address)) {
        yield urlProblem(component, address)
        continue
      }
      if (component.isStrict && address.lookup !== '') yield strictProblem(component)
      if (address.lookup === 'dns' || address.lookup === '') yield* numberedPortProblems(context, component, address)
      if (address.lookup === '') yield* singleConnectionProblems(context, component, address)
      else if (address.lookup === 'dns') yield* hostLookupProblems(component, address)
      else {
        yield* srvNameProblems(context, component, address)
        yield* serviceProblems(context, component, address)
      }
    }
  },
}

/** gRPC takes `http` or `https` as the host of an address, or as an unknown resolver. */
const isEndpointUrl = ({ program, expectedPort }: ComponentAddress, { scheme }: ParsedAddress): boolean =>
  program.command === 'query' && expectedPort === 'grpc' && scheme !== undefined

function urlProblem({ text, place }: ComponentAddress, { scheme }: ParsedAddress): Problem {
  const [lookup = '', rest = ''] = text.split(`${scheme}://`)
  const withoutScheme = `${lookup}${rest.replace(/\/.*$/, '')}`
  return {
    ...place,
    message: `${text} is a URL, but an endpoint is the address of a gRPC server, without ${scheme}://.`,
    remedy: `Write ${lookup === '' ? 'dns+' : ''}${withoutScheme}, with the gRPC port.${scheme === 'https' ? ' For TLS, set client_config.tls_config or --grpc-client-tls-secure.' : ''}`,
  }
}

const strictProblem = ({ text, place }: ComponentAddress): Problem => ({
  ...place,
  message: `thanos query does not start: ${text} is strict, and a strict endpoint has no DNS lookup.`,
  remedy: 'Remove dns+ or dnssrv+ and name one server with its port, or let the endpoint not be strict.',
})

/** An address with the number of a port, which leads to the wrong server of a Thanos component. */
function* numberedPortProblems(
  context: CheckContext,
  { program: client, text, place, expectedPort }: ComponentAddress,
  address: ParsedAddress,
): Iterable<Problem> {
  const service = serviceOf(context, client.container.workload, address)
  if (client.command !== 'query' || expectedPort !== 'grpc' || !service) return
  for (const workload of podsOf(context, service))
    for (const server of thanosProgramsOf(context, workload).slice(0, 1)) {
      const servicePort = isHeadless(service) ? undefined : servicePortOf(service, address)
      const port = servicePort ? containerPortOf(workload, servicePort) : address.port
      const correctPort = listenPort(server, 'grpc-address')
      if (port === undefined || correctPort === undefined || port !== listenPort(server, 'http-address')) continue
      yield {
        ...place,
        message: `${text} leads to port ${port} of ${workload.name}, its HTTP port, but its gRPC port is ${correctPort}.`,
        remedy: `Use the port of Service/${service.object.metadata.name} that leads to ${correctPort}.`,
      }
    }
}

/** Without a lookup, gRPC connects to one of the pods behind a name. */
function* singleConnectionProblems(
  context: CheckContext,
  { program: client, text, place, expectedPort, isGroup = false }: ComponentAddress,
  address: ParsedAddress,
): Iterable<Problem> {
  const service = serviceOf(context, client.container.workload, address)
  if (client.command !== 'query' || expectedPort !== 'grpc' || isGroup || address.pod !== undefined || !service) return
  const workloads = podsOf(context, service)
  const servers = workloads.flatMap((workload) => thanosProgramsOf(context, workload))
  const pods = workloads.reduce((sum, { replicas = 2 }) => sum + replicas, 0)
  // The replicas of a store gateway or of a query have the same series, so a load balancer may choose any of them.
  const haveSameSeries =
    workloads.length === 1 && servers.every(({ command }) => command === 'store' || command === 'query')
  if (pods < 2 || servers.length === 0 || (haveSameSeries && !isHeadless(service))) return
  const { name, namespace } = service.object.metadata
  const port = servicePorts(service).find((entry) => entry.port === address.port)?.name
  const host = [name, namespace ?? address.namespace, 'svc', context.clusterDomain].filter(Boolean).join('.')
  yield {
    ...place,
    message: `${text} has no dns+ or dnssrv+, so the query connects to one of the ${pods} pods of Service/${name} and never to the others.`,
    remedy: `Write dnssrv+_${port ?? 'grpc'}._tcp.${host}.`,
    ...(haveSameSeries && { severity: 'warning' }),
  }
}

function* hostLookupProblems({ text, place }: ComponentAddress, { port }: ParsedAddress): Iterable<Problem> {
  if (port === undefined)
    yield {
      ...place,
      message: `${text} has no port, but a dns+ address requires one.`,
      remedy: 'Add the port, or look up the SRV record with dnssrv+.',
    }
}

function* srvNameProblems(
  context: CheckContext,
  { program, text, place }: ComponentAddress,
  address: ParsedAddress,
): Iterable<Problem> {
  const { portName, port } = address
  if (portName === undefined)
    yield { ...place, message: `${text} does not name a port, so its result depends on the DNS server.` }
  const service = serviceOf(context, program.container.workload, address)
  if (port !== undefined && port !== portOfRecord(context, service, portName))
    yield {
      ...place,
      message: `the port number in ${text} replaces the port of the SRV record.`,
      remedy: `Remove :${port}.`,
      severity: 'warning',
    }
}

/** The port in the SRV records of a headless Service: that of the containers. */
function portOfRecord(
  context: CheckContext,
  service: SourcedObject | undefined,
  portName: string | undefined,
): number | undefined {
  const servicePort = service && servicePorts(service).find(({ name }) => name === portName)
  return servicePort && podsOf(context, service).map((workload) => containerPortOf(workload, servicePort))[0]
}

function* serviceProblems(
  context: CheckContext,
  component: ComponentAddress,
  address: ParsedAddress,
): Iterable<Problem> {
  const { program: client, text, place, expectedPort } = component
  const service = serviceOf(context, client.container.workload, address)
  if (!service) return
  if (address.namespace === undefined)
    yield {
      ...place,
      message: `${text} contains no namespace, so it resolves only for pods in the namespace of the Service.`,
      severity: 'warning',
    }
  if (expectedPort === undefined) return
  const servers = podsOf(context, service).map((workload) => thanosProgramsOf(context, workload))
  if (expectedPort === 'grpc' && !isHeadless(service)) yield notHeadless(component, service, servers.flat())
  for (const [server] of servers) if (server) yield* portProblems(component, address, service, server)
}

function notHeadless({ text, place }: ComponentAddress, service: SourcedObject, servers: readonly Program[]): Problem {
  // The replicas of a store gateway or of a query have the same series, so one of them can answer for all.
  const haveSameSeries = servers.length === 1 && (servers[0]!.command === 'store' || servers[0]!.command === 'query')
  return {
    ...place,
    message: `Service/${service.object.metadata.name} is not headless, so ${text} resolves to one address for all pods.`,
    remedy: 'Set clusterIP: None.',
    ...(haveSameSeries && { severity: 'warning' }),
  }
}

/** @param server a Thanos component that the Service selects */
function* portProblems(
  { text, place, expectedPort = 'grpc' }: ComponentAddress,
  { portName }: ParsedAddress,
  service: SourcedObject,
  server: Program,
): Iterable<Problem> {
  const { workload } = server.container
  const servicePort = servicePorts(service).find(({ name }) => name === portName)
  const port = servicePort && containerPortOf(workload, servicePort)
  const correctPort = listenPort(server, `${expectedPort}-address`)
  if (port === undefined || correctPort === undefined || port === correctPort) return
  yield {
    ...place,
    message: `${text} leads to port ${port} of ${workload.name}, but its ${expectedPort === 'http' ? 'HTTP' : 'gRPC'} port is ${correctPort}.`,
    remedy: `Use the name of the Service port that leads to ${correctPort}.`,
  }
}
