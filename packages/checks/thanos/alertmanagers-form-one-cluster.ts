import { contentOf, listOf, mappingOf } from '@thanos-gitops/manifest'
import { expandVariables, lastUse, type Program, usesOf } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { argumentsPlace, flagPlace, programsIn } from '../engine/programs.ts'
import { isHeadless, podsOf } from '../engine/services.ts'
import { rulerAlertmanagerAddresses } from './component-addresses.ts'
import { configurationOf } from './prometheus.ts'
import { inDocument, parseAddress, portOf, programs, serviceOf } from './stack.ts'

export const alertmanagersFormOneCluster: Check = {
  name: 'alertmanagers-form-one-cluster',
  id: 'TH035',
  severity: 'error',
  why: 'Replicas that do not gossip notify each on its own. An alert that reaches one replica only, by a load balancer, is lost with that replica.',
  remedy:
    'Name all replicas as --cluster.peer, or one headless Service that finds them all, and let Prometheus and ruler address each replica.',
  source:
    'https://prometheus.io/docs/alerting/latest/high_availability/, https://github.com/prometheus/alertmanager#high-availability',
  *run(context) {
    for (const alertmanager of programs(context, 'alertmanager')) {
      const { replicas = 1 } = alertmanager.container.workload
      if (replicas > 1) yield* clusterProblems(context, alertmanager, replicas)
      else if (
        replicas === 1 &&
        usesOf(alertmanager, 'cluster.peer').length === 0 &&
        lastUse(alertmanager, 'cluster.listen-address') === undefined
      )
        yield {
          ...argumentsPlace(alertmanager),
          message: 'the only replica waits for a cluster.',
          remedy: 'Set --cluster.listen-address= to nothing.',
          severity: 'warning',
        }
    }
    yield* senderProblems(context)
  },
}

function* clusterProblems(context: CheckContext, alertmanager: Program, replicas: number): Iterable<Problem> {
  const { container } = alertmanager
  const { workload } = container
  const peers = usesOf(alertmanager, 'cluster.peer')
  const listen = lastUse(alertmanager, 'cluster.listen-address')
  if (listen?.value === '') {
    yield { ...flagPlace(alertmanager, listen), message: `${replicas} replicas do not gossip.` }
    return
  }
  if (peers.length === 0) {
    yield { ...argumentsPlace(alertmanager), message: `${replicas} replicas have no --cluster.peer.` }
    return
  }
  const gossip = portOf(listen?.value) ?? 9094
  const named = new Set<string>()
  let findsAll = false
  for (const peer of peers) {
    const text = expandVariables(container, peer.value ?? '')
    const address = parseAddress(text)
    if (!address) {
      findsAll = true
      continue
    }
    if (address.port !== undefined && address.port !== gossip)
      yield { ...flagPlace(alertmanager, peer), message: `${text} is not the gossip port, ${gossip}.` }
    const service = serviceOf(context, workload, address)
    if (address.pod !== undefined) named.add(address.pod)
    else if (service && !isHeadless(service))
      yield {
        ...flagPlace(alertmanager, peer),
        message: `Service/${service.object.metadata.name} is not headless, so ${text} is one address for all replicas.`,
      }
    else findsAll = true
    if (service && isHeadless(service) && mappingOf(contentOf(service).spec).publishNotReadyAddresses !== true)
      yield {
        object: service,
        pointer: '/spec',
        message: 'replicas find each other only when they are ready, and are ready only when they have.',
        remedy: 'Set publishNotReadyAddresses: true.',
        severity: 'warning',
      }
  }
  if (!findsAll && named.size < replicas)
    yield { ...flagPlace(alertmanager, peers[0]!), message: `of ${replicas} replicas, ${named.size} are peers.` }
  const open = container.ports.filter(({ containerPort }) => containerPort === gossip).map(({ protocol }) => protocol)
  if (open.length === 1)
    yield {
      object: workload.object,
      pointer: `${container.pointer}/ports`,
      message: `the gossip port ${gossip} is there for ${open[0]} only.`,
      remedy: 'Replicas gossip over TCP and UDP.',
      severity: 'warning',
    }
}

function* senderProblems(context: CheckContext): Iterable<Problem> {
  const sent = [...rulerAlertmanagerAddresses(context), ...byPrometheus(context)]
  for (const { program, text, place } of sent) {
    const address = parseAddress(text)
    const service = address && serviceOf(context, program.container.workload, address)
    if (!address || !service || address.pod !== undefined) continue
    const targets = podsOf(context, service)
    const server = programsIn(context).find(
      ({ name, container }) => name === 'alertmanager' && targets.includes(container.workload),
    )
    if (!server || (server.container.workload.replicas ?? 1) < 2) continue
    if (address.lookup === '' || !isHeadless(service))
      yield {
        ...place,
        message: `${text} reaches one of ${server.container.workload.replicas} Alertmanagers.`,
        remedy:
          'Ask the DNS for all of them: dnssrv+ in a ruler, dns_sd_configs in Prometheus, and a headless Service.',
      }
  }
}

function* byPrometheus(
  context: CheckContext,
): Iterable<{ program: Program; text: string; place: Pick<Problem, 'object' | 'pointer'> }> {
  for (const program of programs(context, 'prometheus')) {
    const document = configurationOf(context, program)?.document
    if (!document) continue
    for (const [index, entry] of listOf(mappingOf(mappingOf(document.value).alerting).alertmanagers).entries())
      for (const [position, group] of listOf(mappingOf(entry).static_configs).entries())
        for (const [place, target] of listOf(mappingOf(group).targets).entries())
          yield {
            program,
            text: String(target),
            place: inDocument(
              document,
              'alerting',
              'alertmanagers',
              index,
              'static_configs',
              position,
              'targets',
              place,
            ),
          }
  }
}
