import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { lastUse, lastValue, type Program, valueOrDefault, type Workload } from '@thanos-gitops/workloads'
import { type Check, type CheckContext, inSameNamespace, type Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { receiveMode, thanosPrograms } from './components.ts'
import { configFlag, configOf } from './config-documents.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import { inDocument } from './places.ts'
import { listenPort } from './ports.ts'

export const hashringContainsEveryReceiver: Check = {
  name: 'hashring-contains-every-receiver',
  id: 'TH036',
  severity: 'error',
  why: 'A hashring that differs from the pods loses writes: an entry without a pod refuses its share, a pod without an entry gets none, and a router in its own ring forwards to itself for ever.',
  remedy:
    'List the gRPC address of every pod of the receivers, and nothing else; give every receiver its own entry as --receive.local-endpoint.',
  source:
    'https://thanos.io/tip/components/receive.md/, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/receive/hashring.go',
  *run(context) {
    const receivers = thanosPrograms(context, 'receive')
    const rings = receivers.flatMap((program) => {
      const document = ringOf(context, program)
      return document ? [{ program, document, entries: entriesOf(document) }] : []
    })
    const checked = new Set<string>()
    for (const { program, document, entries } of rings) {
      yield* flagProblems(program, entries)
      const id = `${document.object.object.metadata.name} ${document.pointer}`
      if (checked.has(id)) continue
      checked.add(id)
      yield* ringProblems(context, receivers, program, document, entries)
    }
    const factors = new Map(
      rings.map(({ program }) => [valueOrDefault(program, 'receive.replication-factor') ?? '1', program]),
    )
    const [first, second] = [...factors]
    if (
      first &&
      second &&
      rings.every(({ program }) =>
        inSameNamespace(program.container.workload.namespace, rings[0]!.program.container.workload.namespace),
      )
    )
      yield {
        ...argumentsPlace(second[1]),
        message: `this receiver replicates ${second[0]} times, and ${first[1].container.workload.name} ${first[0]} times.`,
        remedy: 'Set the same --receive.replication-factor on all.',
      }
  },
}

interface HashringEntry {
  readonly text: string
  readonly steps: readonly (string | number)[]
}

const ringOf = (context: CheckContext, program: Program): EmbeddedDocument | undefined => {
  const path = lastValue(program, 'receive.hashrings-file')
  return path === undefined
    ? configOf(context, program, 'receive.hashrings')
    : context.documentAt(program.container, path)
}

const entriesOf = (document: EmbeddedDocument): HashringEntry[] =>
  listOf(document.value).flatMap((ring, index) =>
    listOf(mappingOf(ring).endpoints).flatMap((entry, position) => {
      const text = typeof entry === 'string' ? entry : mappingOf(entry).address
      return typeof text === 'string' ? [{ text, steps: [index, 'endpoints', position] }] : []
    }),
  )

function* flagProblems(program: Program, entries: readonly HashringEntry[]): Iterable<Problem> {
  const { workload } = program.container
  const local = lastUse(program, 'receive.local-endpoint')
  if (local?.value !== undefined && workload.kind === 'StatefulSet') {
    const missing = podNames(workload).find((pod) => {
      const text = filledIn(program, local.value!, pod)
      return !text.includes('$(') && !entries.some((entry) => entry.text === text)
    })
    if (missing !== undefined)
      yield {
        ...flagPlace(program, local),
        message: `the hashring has no entry ${filledIn(program, local.value, missing)}.`,
        remedy: 'Write the local endpoint exactly as the hashring has it.',
      }
  }
  const factor = Number(valueOrDefault(program, 'receive.replication-factor') ?? 1)
  const use = lastUse(program, 'receive.replication-factor')
  if (factor > entries.length)
    yield {
      ...(use ? flagPlace(program, use) : argumentsPlace(program)),
      message: `the hashring has ${entries.length} endpoints, and ${factor} replicas are wanted.`,
    }
  if (valueOrDefault(program, 'receive.hashrings-algorithm') !== 'ketama') {
    const flag = configFlag(program, 'receive.hashrings')
    yield {
      ...(flag ? flagPlace(program, flag) : argumentsPlace(program)),
      message: 'with hashmod almost every series moves when a receiver is added.',
      remedy: 'Set --receive.hashrings-algorithm=ketama.',
      severity: 'warning',
    }
  }
}

const podNames = ({ name, replicas = 1 }: Workload): string[] =>
  Array.from({ length: Math.min(replicas, 1000) }, (_, ordinal) => `${name}-${ordinal}`)

/** Variables that come from the pod: its name and its namespace. */
function filledIn({ container }: Program, text: string, pod: string): string {
  const list = listOf(container.fields.env).map(mappingOf)
  return text.replaceAll(/\$\(([^)]+)\)/g, (whole, name: string) => {
    const path = mappingOf(mappingOf(list.find((one) => one.name === name)?.valueFrom).fieldRef).fieldPath
    if (path === 'metadata.name') return pod
    return path === 'metadata.namespace' && container.workload.namespace !== '' ? container.workload.namespace : whole
  })
}

function* ringProblems(
  context: CheckContext,
  receivers: readonly Program[],
  from: Program,
  document: EmbeddedDocument,
  entries: readonly HashringEntry[],
): Iterable<Problem> {
  const inRing = new Map<Program, Set<string>>()
  for (const { text, steps } of entries) {
    const address = parseAddress(text)
    const service = address && serviceOf(context, from.container.workload, address)
    if (!address || !service) continue
    const place = inDocument(document, ...steps)
    for (const receiver of receivers.filter(({ container }) =>
      context.servicesOf(container.workload).includes(service),
    )) {
      if (receiveMode(receiver) === 'router')
        yield { ...place, message: `${text} is a router, which would forward to itself.` }
      const grpc = listenPort(receiver, 'grpc-address')
      if (address.port !== undefined && grpc !== undefined && address.port !== grpc)
        yield { ...place, message: `${text} is not the gRPC port of ${receiver.container.workload.name}, ${grpc}.` }
      const { workload } = receiver.container
      if (address.pod === undefined) {
        if (workload.replicas !== 1)
          yield { ...place, message: `${text} is the Service, and not one of its ${workload.replicas} pods.` }
      } else inRing.set(receiver, (inRing.get(receiver) ?? new Set()).add(address.pod))
    }
  }
  for (const [{ container }, pods] of inRing) {
    const wanted = podNames(container.workload)
    const absent = wanted.filter((pod) => !pods.has(pod))
    const extra = [...pods].filter((pod) => !wanted.includes(pod))
    if (absent.length > 0) yield { ...inDocument(document), message: `the hashring lacks ${absent.join(', ')}.` }
    if (extra.length > 0)
      yield {
        ...inDocument(document),
        message: `the hashring has ${extra.join(', ')}, and ${container.workload.kind}/${container.workload.name} has ${container.workload.replicas} replicas.`,
      }
  }
}
