import { listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { lastUse, type Program, valueOrDefault, type Workload } from '@thanos-gitops/workloads'
import { type Check, type CheckContext, inSameNamespace, type Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { lineOf } from '../engine/line-of.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { autoscalersIn } from '../wiring/autoscalers.ts'
import { isRouter, thanosPrograms } from './components.ts'
import { type Hashring, type HashringEntry, hashringOf, podNames } from './hashring.ts'
import { type ParsedAddress, parseAddress, serviceOf } from './parse-address.ts'
import { inDocument, placeOfFlag } from './places.ts'
import { listenPort } from './ports.ts'

export const hashringContainsEveryReceiver: Check = {
  name: 'hashring-contains-every-receiver',
  id: 'TH036',
  question: 'identities',
  severity: 'error',
  why: 'A hashring that does not match the pods loses writes: an entry without a pod refuses its share of the series, a pod without an entry gets no series, and a router in its own hashring forwards requests to itself indefinitely.',
  remedy:
    'List the gRPC address of every receiver pod in the hashring, and no other address. Set --receive.local-endpoint of every receiver to its own entry.',
  source:
    'https://thanos.io/tip/components/receive.md/, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/receive/hashring.go',
  *run(context) {
    const receivers = thanosPrograms(context, 'receive')
    const hashrings = receivers.flatMap((receiver) => hashringOf(context, receiver) ?? [])
    const checkedDocuments = new Set<string>()
    for (const hashring of hashrings) {
      const { document, receiver, entries } = hashring
      yield* localEndpointProblems(receiver, entries)
      yield* replicationProblems(receiver, hashring)
      yield* algorithmProblems(receiver)
      const id = `${document.object.object.metadata.name} ${document.pointer}`
      if (checkedDocuments.has(id)) continue
      checkedDocuments.add(id)
      yield* urlProblems(hashring)
      yield* entryProblems(context, receivers, hashring)
    }
    yield* factorProblems(hashrings)
    yield* algorithmDifferences(hashrings)
  },
}

/** Each receiver computes the place of a series itself. */
function* algorithmDifferences(hashrings: readonly Hashring[]): Iterable<Problem> {
  const algorithmOf = (receiver: Program): string =>
    valueOrDefault(receiver, 'receive.hashrings-algorithm') ?? 'hashmod'
  const documents = Map.groupBy(
    hashrings,
    ({ document }) => `${document.object.object.metadata.name} ${document.pointer}`,
  )
  for (const [first, ...others] of documents.values()) {
    const other = others.find(({ receiver }) => algorithmOf(receiver) !== algorithmOf(first!.receiver))
    if (first && other)
      yield {
        ...placeOfFlag(other.receiver, 'receive.hashrings-algorithm'),
        message: `the algorithm of the hashring is ${algorithmOf(other.receiver)} here, but ${algorithmOf(first.receiver)} in ${first.receiver.container.workload.name} (${lineOf(placeOfFlag(first.receiver, 'receive.hashrings-algorithm'))}).`,
        remedy: 'Set the same --receive.hashrings-algorithm on all receivers.',
      }
  }
}

const replicationFactor = (receiver: Program): string => valueOrDefault(receiver, 'receive.replication-factor') ?? '1'

/** All receivers of a namespace must use the same replication factor. */
function* factorProblems(hashrings: readonly Hashring[]): Iterable<Problem> {
  const receivers = new Map(hashrings.map(({ receiver }) => [replicationFactor(receiver), receiver]))
  const namespaces = hashrings.map(({ receiver }) => receiver.container.workload.namespace)
  const [first, second] = [...receivers]
  if (first && second && namespaces.every((namespace) => inSameNamespace(namespace, namespaces[0]!)))
    yield {
      ...argumentsPlace(second[1]),
      message: `the replication factor is ${second[0]} here, but ${first[0]} in ${first[1].container.workload.name}.`,
      remedy: 'Set the same --receive.replication-factor on all receivers.',
    }
}

function* localEndpointProblems(receiver: Program, entries: readonly HashringEntry[]): Iterable<Problem> {
  const { workload } = receiver.container
  const use = lastUse(receiver, 'receive.local-endpoint')
  if (use?.value === undefined || workload.kind !== 'StatefulSet') return
  const { value } = use
  const missing = podNames(workload)
    .map((pod) => expandPodVariables(receiver, value, pod))
    .find((endpoint) => !endpoint.includes('$(') && !entries.some(({ address }) => address === endpoint))
  if (missing !== undefined)
    yield {
      ...flagPlace(receiver, use),
      message: `the hashring does not contain the local endpoint ${missing}.`,
      remedy: 'Write the local endpoint exactly as in the hashring.',
    }
}

/** Replaces the variables that contain the name and the namespace of the pod. */
function expandPodVariables({ container }: Program, text: string, pod: string): string {
  const variables = listOf(container.fields.env).map(mappingOf)
  const { namespace } = container.workload
  return text.replaceAll(/\$\(([^)]+)\)/g, (reference, name: string) => {
    const variable = variables.find((entry) => entry.name === name)
    const { fieldPath } = mappingOf(mappingOf(variable?.valueFrom).fieldRef)
    if (fieldPath === 'metadata.name') return pod
    return fieldPath === 'metadata.namespace' && namespace !== '' ? namespace : reference
  })
}

/** Receivers forward by gRPC, which has no URLs. */
function* urlProblems({ document, entries }: Hashring): Iterable<Problem> {
  for (const { address, steps } of entries) {
    const [, scheme = '', host = '', path = ''] = /^(\w+:\/\/)?([^/]*)(\/.*)?$/.exec(address) ?? []
    if (scheme !== '' || path !== '' || !/:\d+$/.test(host))
      yield {
        ...inDocument(document, ...steps),
        message: `${address} is not a gRPC address, which has the form host:port.`,
        remedy: `Write ${host.replace(/:\d+$/, '')}:10901.`,
      }
  }
}

/** Each hashring of the file needs as many endpoints as a series has copies. */
function* replicationProblems(receiver: Program, { document, entries }: Hashring): Iterable<Problem> {
  const factor = Number(replicationFactor(receiver))
  const counts = Map.groupBy(entries, ({ steps }) => steps[0])
  for (const [index, hashring] of listOf(document.value).entries()) {
    const count = counts.get(index)?.length ?? 0
    const { hashring: name } = mappingOf(hashring)
    if (factor > count)
      yield {
        ...placeOfFlag(receiver, 'receive.replication-factor'),
        message: `the replication factor is ${factor}, but the hashring${listOf(document.value).length > 1 ? ` ${String(name ?? index)}` : ''} has ${count} endpoints.`,
        remedy: `Set --receive.replication-factor to at most ${count}, or add endpoints (${lineOf(inDocument(document, index))}).`,
      }
  }
}

function* algorithmProblems(receiver: Program): Iterable<Problem> {
  if (valueOrDefault(receiver, 'receive.hashrings-algorithm') === 'ketama') return
  yield {
    ...placeOfFlag(receiver, 'receive.hashrings-file', 'receive.hashrings'),
    message: 'with the hashmod algorithm, almost every series moves to another receiver when you add a receiver.',
    remedy: 'Set --receive.hashrings-algorithm=ketama.',
    severity: 'warning',
  }
}

function* entryProblems(
  context: CheckContext,
  receivers: readonly Program[],
  { receiver: reader, document, entries }: Hashring,
): Iterable<Problem> {
  const podsInHashring = new Map<Program, Set<string>>()
  for (const entry of entries) {
    const address = parseAddress(entry.address)
    const service = address && serviceOf(context, reader.container.workload, address)
    if (!address || !service) continue
    for (const receiver of receivers) {
      if (!context.servicesOf(receiver.container.workload).includes(service)) continue
      if (isOfOther(context, receivers, service, receiver, address.pod)) continue
      yield* addressProblems(document, entry, address, receiver)
      if (address.pod !== undefined)
        podsInHashring.set(receiver, (podsInHashring.get(receiver) ?? new Set()).add(address.pod))
    }
  }
  for (const [receiver, pods] of podsInHashring) {
    yield* podProblems(document, receiver, pods)
    yield* autoscalerProblems(context, document, receiver)
  }
}

/** Whether the address is that of a pod of another workload behind the Service: each zone can have a StatefulSet. */
const isOfOther = (
  context: CheckContext,
  receivers: readonly Program[],
  service: SourcedObject,
  receiver: Program,
  pod: string | undefined,
): boolean =>
  pod !== undefined &&
  !isPodOf(receiver, pod) &&
  receivers.some(
    (other) =>
      other !== receiver && isPodOf(other, pod) && context.servicesOf(other.container.workload).includes(service),
  )

const isPodOf = ({ container: { workload } }: Program, pod: string): boolean =>
  pod.startsWith(`${workload.name}-`) && /^\d+$/.test(pod.slice(workload.name.length + 1))

/** The hashring in a ConfigMap does not follow the number of pods. */
function* autoscalerProblems(
  context: CheckContext,
  document: EmbeddedDocument,
  { container: { workload } }: Program,
): Iterable<Problem> {
  for (const { object, pointer, isVertical, targetKind, targetName } of autoscalersIn(context)) {
    const isSame = inSameNamespace(context.namespaceOf(object), workload.namespace)
    if (!isVertical && isSame && targetKind === workload.kind && targetName === workload.name)
      yield {
        object,
        pointer,
        message: `the autoscaler changes the number of receivers of ${workload.name}, but not the hashring (${lineOf(inDocument(document))}).`,
        remedy: 'Remove the autoscaler, or let a controller such as thanos-receive-controller write the hashring.',
      }
  }
}

/** @param address the parsed address of the entry, which resolves to the receiver */
function* addressProblems(
  document: EmbeddedDocument,
  { address: text, steps }: HashringEntry,
  { port, pod }: ParsedAddress,
  receiver: Program,
): Iterable<Problem> {
  const place = inDocument(document, ...steps)
  const { workload } = receiver.container
  if (isRouter(receiver)) yield { ...place, message: `${text} is a router, which forwards requests to itself.` }
  const grpcPort = listenPort(receiver, 'grpc-address')
  if (port !== undefined && grpcPort !== undefined && port !== grpcPort)
    yield { ...place, message: `${text} is not the gRPC port of ${workload.name}, which is ${grpcPort}.` }
  if (pod === undefined && workload.replicas !== 1)
    yield { ...place, message: `${text} is the address of a Service with ${workload.replicas} pods, not of one pod.` }
}

function* podProblems(
  document: EmbeddedDocument,
  { container: { workload } }: Program,
  podsInHashring: ReadonlySet<string>,
): Iterable<Problem> {
  const pods = podNames(workload)
  const leaving = podsThatLeave(workload)
  const missing = pods.filter((pod) => !podsInHashring.has(pod) && !leaving.includes(pod))
  const extra = [...podsInHashring].filter((pod) => !pods.includes(pod))
  if (missing.length > 0)
    yield { ...inDocument(document), message: `the hashring does not contain ${missing.join(', ')}.` }
  if (extra.length > 0)
    yield {
      ...inDocument(document),
      message: `the hashring contains ${extra.join(', ')}, but ${workload.kind}/${workload.name} has ${workload.replicas} replicas.`,
    }
}

const leavingAnnotation = 'thanos-gitops/leaving-receivers'

/** The last pods, which get no new series before they stop: `receive.leaving` of an environment. */
const podsThatLeave = (workload: Workload): readonly string[] => {
  const count = Number(workload.object.object.metadata.annotations?.[leavingAnnotation] ?? 0)
  return count > 0 ? podNames(workload).slice(-count) : []
}
