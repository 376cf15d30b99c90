// The connections that Prometheus needs to scrape the pods of the manifests.
import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import { operatorPodLabels, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { programsIn } from '../engine/programs.ts'
import { portsBehind } from '../engine/reached-listeners.ts'
import { servicePorts } from '../engine/services.ts'
import { type DiscoveredRole, type DiscoveredTarget, discoveredRoles, discoveredTargets } from './discovered-targets.ts'
import { type Monitor, type MonitorEndpoint, monitorGroup, monitorsIn, selectedTargets } from './monitors.ts'
import { selectsMonitor } from './monitors-are-selected.ts'
import type { ConnectedPods, Connection } from './network-policy.ts'
import { certainlyPasses, droppingStep } from './relabel.ts'
import { closedTargets } from './scrape-jobs-select-targets.ts'

export interface RequiredConnection {
  readonly connection: Connection
  /** What requires it: `the scrape job thanos in ConfigMap/prometheus`. */
  readonly requirement: string
  /** Whether Prometheus reads metrics there. */
  readonly isScrape?: true
}

/** The connections of the scrape jobs of Prometheus. */
export function* scrapeConnections(context: CheckContext): Generator<RequiredConnection> {
  for (const document of context.documents) {
    if (!document.text.includes('kubernetes_sd_configs')) continue
    const sources = context.usersOf(document.object).filter((workload) => runsPrometheus(context, workload))
    for (const job of listOf(mappingOf(document.value).scrape_configs).map(mappingOf))
      for (const target of closedTargets(context, document, job) ?? []) {
        const { endpoint } = target
        if (endpoint === undefined || !certainlyPasses(target, listOf(job.relabel_configs))) continue
        const { metadata, kind } = document.object.object
        const requirement = `the scrape job ${String(job.job_name)} in ${kind}/${metadata.name}`
        for (const source of sources) yield required(source, endpoint.workload, endpoint.port, requirement)
      }
  }
}

const runsPrometheus = (context: CheckContext, workload: Workload): boolean =>
  programsIn(context).some(({ name, container }) => name === 'prometheus' && container.workload === workload)

/** Whether a scrape job of one of the workloads may have a target of the others at a port that fits. */
export const mayScrape = (
  context: CheckContext,
  sources: readonly Workload[],
  destinations: readonly Workload[],
  fits: (connection: Connection) => boolean,
): boolean =>
  scrapeJobs(context).some(({ users, job }) =>
    users.some(
      (source) =>
        sources.includes(source) &&
        destinations.some((destination) =>
          possiblePorts(context, job, destination).some((port) => fits({ source, destination, port, protocol: 'TCP' })),
        ),
    ),
  )

interface ScrapeJob {
  readonly job: Mapping
  readonly users: readonly Workload[]
}

const scrapeJobs = perContext((context): readonly ScrapeJob[] =>
  context.documents
    .filter(({ text }) => text.includes('kubernetes_sd_configs'))
    .flatMap(({ object, value }) => {
      const users = context.usersOf(object).filter((workload) => runsPrometheus(context, workload))
      return listOf(mappingOf(value).scrape_configs).map((job) => ({ job: mappingOf(job), users }))
    }),
)

const portsOfJobs = perContext((): Map<Mapping, Map<Workload, readonly number[]>> => new Map())

function possiblePorts(context: CheckContext, job: Mapping, workload: Workload): readonly number[] {
  const ofJob = portsOfJobs(context).get(job) ?? new Map<Workload, readonly number[]>()
  portsOfJobs(context).set(job, ofJob)
  const ports = ofJob.get(workload) ?? readPossiblePorts(context, job, workload)
  ofJob.set(workload, ports)
  return ports
}

const targetsByWorkload = perContext((): Map<string, Map<Workload | undefined, DiscoveredTarget[]>> => new Map())

/** The targets of a role in a namespace, by workload. */
function targetsOf(context: CheckContext, role: DiscoveredRole, workload: Workload): readonly DiscoveredTarget[] {
  const key = `${role} ${workload.namespace}`
  const known =
    targetsByWorkload(context).get(key) ??
    Map.groupBy(discoveredTargets(context, role, workload.namespace), ({ endpoint }) => endpoint?.workload)
  targetsByWorkload(context).set(key, known)
  return known.get(workload) ?? []
}

/** The ports of a workload that may be targets of a job; all of its ports if a relabelling step can change the port. */
function readPossiblePorts(context: CheckContext, job: Mapping, workload: Workload): readonly number[] {
  const steps = listOf(job.relabel_configs)
  const targets = listOf(job.kubernetes_sd_configs)
    .map(mappingOf)
    .flatMap(({ role, namespaces }) => {
      const names = listOf(mappingOf(namespaces).names)
      const isOther = names.length > 0 && !names.includes(workload.namespace)
      return isOther ? [] : discoveredRoles.filter((known) => known === role)
    })
    .flatMap((role) => targetsOf(context, role, workload))
    .filter((target) => droppingStep(target, steps) === undefined)
  const changesPort = steps.some((step) => mappingOf(step).target_label === '__address__')
  return targets.length > 0 && changesPort
    ? workload.containers.flatMap(({ ports }) => ports.map(({ containerPort }) => containerPort))
    : targets.flatMap(({ endpoint }) => endpoint?.port ?? [])
}

/** The connections of the servers of prometheus-operator to the targets of the monitors. */
export function* monitorConnections(context: CheckContext): Generator<RequiredConnection> {
  if (context.ofKind('Prometheus', monitorGroup).length === 0) return
  for (const monitor of monitorsIn(context)) {
    const requirement = `${monitor.kind}/${monitor.object.object.metadata.name}`
    for (const endpoint of monitor.endpoints)
      for (const { workload, port } of scrapedPorts(context, monitor, endpoint))
        for (const source of serversOf(context, monitor)) yield required(source, workload, port, requirement)
  }
}

const serversByNamespace = perContext((context) =>
  Map.groupBy(context.ofKind('Prometheus', monitorGroup), context.namespaceOf),
)

/** The servers that scrape the targets of a monitor. One in its own namespace is the one that a policy must allow. */
function serversOf(context: CheckContext, { object, kind }: Monitor): readonly ConnectedPods[] {
  const field = kind === 'ServiceMonitor' ? 'serviceMonitor' : 'podMonitor'
  const own = serversByNamespace(context).get(context.namespaceOf(object)) ?? []
  const candidates = own.length > 0 ? own : context.ofKind('Prometheus', monitorGroup)
  return candidates
    .filter((server) => selectsMonitor(context, server, object, field))
    .map((server) => ({
      kind: 'Prometheus',
      name: server.object.metadata.name,
      namespace: context.namespaceOf(server),
      podLabels: operatorPodLabels(server) ?? {},
    }))
}

interface ScrapedPort {
  readonly workload: Workload
  readonly port: number
}

const scrapedPorts = (context: CheckContext, monitor: Monitor, { fields }: MonitorEndpoint): readonly ScrapedPort[] =>
  selectedTargets(context, monitor).flatMap(({ service, pods }): readonly ScrapedPort[] => {
    if (service !== undefined)
      return servicePorts(service)
        .filter(({ name }) => name !== undefined && name === fields.port)
        .flatMap((port) => portsBehind(context, service, port))
    const workload = pods?.workload
    return workload === undefined
      ? []
      : workload.containers
          .flatMap(({ ports }) => ports)
          .filter(({ name }) => name !== undefined && name === fields.port)
          .map(({ containerPort }) => ({ workload, port: containerPort }))
  })

const required = (
  source: ConnectedPods,
  destination: Workload,
  port: number,
  requirement: string,
): RequiredConnection => ({ connection: { source, destination, port, protocol: 'TCP' }, requirement, isScrape: true })
