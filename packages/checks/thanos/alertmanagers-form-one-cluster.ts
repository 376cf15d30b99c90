import { contentOf, listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { expandVariables, type FlagUse, lastUse, type Program, usesOf } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { argumentsPlace, flagPlace, programsIn } from '../engine/programs.ts'
import { isHeadless, podsOf } from '../engine/services.ts'
import { rulerAlertmanagerAddresses } from './component-addresses.ts'
import { programsNamed } from './components.ts'
import { type ParsedAddress, parseAddress, serviceOf } from './parse-address.ts'
import { inDocument, type ProblemPlace } from './places.ts'
import { portOf } from './ports.ts'
import { configurationOf } from './prometheus.ts'

export const alertmanagersFormOneCluster: Check = {
  name: 'alertmanagers-form-one-cluster',
  id: 'TH035',
  question: 'addresses',
  severity: 'warning',
  why: 'Replicas that do not gossip each send their own notifications, so receivers get duplicates. An alert that a load balancer sends to one replica only is lost if that replica fails.',
  remedy:
    'Set --cluster.peer to every replica, or to a headless Service that selects all replicas. Let Prometheus and the ruler send alerts to every replica.',
  source:
    'https://prometheus.io/docs/alerting/latest/high_availability/, https://github.com/prometheus/alertmanager#high-availability',
  *run(context) {
    for (const alertmanager of programsNamed(context, 'alertmanager')) {
      const { replicas = 1 } = alertmanager.container.workload
      if (replicas > 1) yield* clusterProblems(context, alertmanager, replicas)
      else if (
        replicas === 1 &&
        usesOf(alertmanager, 'cluster.peer').length === 0 &&
        lastUse(alertmanager, 'cluster.listen-address') === undefined
      )
        yield {
          ...argumentsPlace(alertmanager),
          message: 'the only replica waits for a cluster at every start.',
          remedy: 'Add --cluster.listen-address= with an empty value.',
          severity: 'warning',
        }
    }
    yield* senderProblems(context)
  },
}

function* clusterProblems(context: CheckContext, alertmanager: Program, replicas: number): Iterable<Problem> {
  const listen = lastUse(alertmanager, 'cluster.listen-address')
  if (listen?.value === '') {
    yield {
      ...flagPlace(alertmanager, listen),
      message: `the ${replicas} replicas do not gossip, because --cluster.listen-address is empty.`,
    }
    return
  }
  const peers = peersOf(context, alertmanager)
  const [first] = peers
  if (!first) {
    yield {
      ...argumentsPlace(alertmanager),
      message: `the ${replicas} replicas do not gossip, because --cluster.peer is not set.`,
    }
    return
  }
  const gossipPort = portOf(listen?.value) ?? 9094
  for (const peer of peers) yield* peerProblems(alertmanager, peer, gossipPort)
  const namedPods = new Set(peers.flatMap(({ address }) => address?.pod ?? []))
  if (namedPods.size < replicas && !peers.some(findsAllReplicas))
    yield {
      ...flagPlace(alertmanager, first.use),
      message: `--cluster.peer contains ${namedPods.size} of ${replicas} replicas.`,
    }
  yield* gossipPortProblems(alertmanager, gossipPort)
}

/** A flag `--cluster.peer`. */
interface Peer {
  readonly use: FlagUse
  readonly text: string
  /** Undefined for a value with a variable. */
  readonly address: ParsedAddress | undefined
  readonly service: SourcedObject | undefined
}

const peersOf = (context: CheckContext, alertmanager: Program): Peer[] =>
  usesOf(alertmanager, 'cluster.peer').map((use) => {
    const { container } = alertmanager
    const text = expandVariables(container, use.value ?? '')
    const address = parseAddress(text)
    return { use, text, address, service: address && serviceOf(context, container.workload, address) }
  })

/** Whether a peer resolves to all replicas. This is assumed for an address that the manifests do not resolve. */
const findsAllReplicas = ({ address, service }: Peer): boolean =>
  address === undefined || (address.pod === undefined && (service === undefined || isHeadless(service)))

function* peerProblems(
  alertmanager: Program,
  { use, text, address, service }: Peer,
  gossipPort: number,
): Iterable<Problem> {
  if (address?.port !== undefined && address.port !== gossipPort)
    yield { ...flagPlace(alertmanager, use), message: `${text} is not the gossip port, which is ${gossipPort}.` }
  if (!address || !service) return
  if (address.pod === undefined && !isHeadless(service))
    yield {
      ...flagPlace(alertmanager, use),
      message: `Service/${service.object.metadata.name} is not headless, so ${text} is one address for all replicas.`,
    }
  if (isHeadless(service) && mappingOf(contentOf(service).spec).publishNotReadyAddresses !== true)
    yield {
      object: service,
      pointer: '/spec',
      message: 'the Service contains ready replicas only, but a replica needs its peers to become ready.',
      remedy: 'Set publishNotReadyAddresses: true.',
      severity: 'warning',
    }
}

function* gossipPortProblems({ container }: Program, gossipPort: number): Iterable<Problem> {
  const protocols = container.ports
    .filter(({ containerPort }) => containerPort === gossipPort)
    .map(({ protocol }) => protocol)
  if (protocols.length === 1)
    yield {
      object: container.workload.object,
      pointer: `${container.pointer}/ports`,
      message: `the gossip port ${gossipPort} is declared for ${protocols[0]} only.`,
      remedy: 'Declare the port for TCP and for UDP.',
      severity: 'warning',
    }
}

interface AlertmanagerAddress {
  readonly program: Program
  readonly text: string
  readonly place: ProblemPlace
}

function* senderProblems(context: CheckContext): Iterable<Problem> {
  for (const { program, text, place } of [...rulerAlertmanagerAddresses(context), ...prometheusTargets(context)]) {
    const address = parseAddress(text)
    const service = address && serviceOf(context, program.container.workload, address)
    if (!address || !service || address.pod !== undefined) continue
    const targets = podsOf(context, service)
    const server = programsIn(context).find(
      ({ name, container }) => name === 'alertmanager' && targets.includes(container.workload),
    )
    const { replicas = 1 } = server?.container.workload ?? {}
    if (replicas > 1 && (address.lookup === '' || !isHeadless(service)))
      yield {
        ...place,
        message: `${text} reaches one of ${replicas} Alertmanager replicas.`,
        remedy:
          'Use a headless Service and look up all its addresses: with dnssrv+ in a ruler, with dns_sd_configs in Prometheus.',
      }
  }
}

/** The static targets of `alerting.alertmanagers` of each Prometheus. */
function* prometheusTargets(context: CheckContext): Iterable<AlertmanagerAddress> {
  for (const program of programsNamed(context, 'prometheus')) {
    const document = configurationOf(context, program)?.document
    if (!document) continue
    const { alertmanagers } = mappingOf(mappingOf(document.value).alerting)
    for (const [index, entry] of listOf(alertmanagers).entries())
      for (const [position, group] of listOf(mappingOf(entry).static_configs).entries())
        for (const [target, text] of listOf(mappingOf(group).targets).entries()) {
          const steps = ['alerting', 'alertmanagers', index, 'static_configs', position, 'targets', target]
          yield { program, text: String(text), place: inDocument(document, ...steps) }
        }
  }
}
