import { isObject } from '@thanos-gitops/manifest'
import { documentIn } from '../documents.ts'
import { flagOf, flagValue, flagValues, hasFlag } from '../flags.ts'
import { bytes, type Program, programOf, seconds } from '../programs.ts'
import { type Fields, mappings, type Workload, type World, workloadOf } from '../world.ts'
import type { ChangeContext as Context, Verdict } from './rule.ts'

// What arguments and configurations mean for data, beyond what Kubernetes sees of them. The words of a flag are those of
// `--help` of Thanos 0.42, Prometheus 3.13 and Alertmanager 0.34.

type Words = Omit<Verdict, 'source'> & { readonly source: string }
type ProgramRule = (
  before: string | undefined,
  after: string | undefined,
  containers: { readonly before: Fields | undefined; readonly after: Fields | undefined },
  context: Context,
) => Words | undefined

/** A retention: zero and absent keep for ever, unless the program has a default. */
const retention =
  (what: string, source: string, fallback = 0, which = ''): ProgramRule =>
  (before, after) => {
    const from = seconds(before) ?? fallback
    const to = seconds(after) ?? fallback
    if (from === to || to === 0 || (from !== 0 && to > from)) return undefined
    return {
      class: 'data-loss',
      why: `${what} older than ${after ?? 'the default'}${which} are deleted; until now they are kept ${from === 0 ? 'for ever' : `for ${before ?? 'the default'}`}. It cannot be undone.`,
      source,
    }
  }

const notUploaded = ' that are not uploaded'

const switchedOn =
  (name: string, words: Omit<Verdict, 'source'>, source: string): ProgramRule =>
  (_before, _after, containers) =>
    containers.after && hasFlag(containers.after, name) && !(containers.before && hasFlag(containers.before, name))
      ? { ...words, source }
      : undefined

const compactor = 'thanos compact --help'
const deduplication: Omit<Verdict, 'source'> = {
  class: 'data-loss',
  why: 'The compactor begins to merge replicas into one: the blocks of the single replicas are gone afterwards. It cannot be undone.',
}

/** Blocks become 5m resolution when they are older than 40 hours, and 1h when older than 10 days. */
const downsamplesFrom: Readonly<Record<string, readonly [age: number, text: string]>> = {
  '--retention.resolution-raw': [40 * 3600, '40h, when 5m samples are made of them'],
  '--retention.resolution-5m': [10 * 86_400, '10d, when 1h samples are made of them'],
}

const blocksRetention =
  (name: string, what: string): ProgramRule =>
  (before, after, containers, context) => {
    const shorter = retention(what, compactor)(before, after, containers, context)
    const [age, text] = downsamplesFrom[name] ?? [0, '']
    const kept = seconds(after) ?? 0
    if (kept === 0 || kept >= age || kept === (seconds(before) ?? 0)) return shorter
    return {
      class: 'data-loss',
      why: `${what} are deleted before they are ${text}: the longer resolutions stay empty. It cannot be undone.`,
      source: 'docs/components/compact.md',
    }
  }

const rules: Readonly<Partial<Record<Program, Readonly<Record<string, ProgramRule>>>>> = {
  'thanos compact': {
    '--retention.resolution-raw': blocksRetention('--retention.resolution-raw', 'Raw samples'),
    '--retention.resolution-5m': blocksRetention('--retention.resolution-5m', 'Samples of 5m resolution'),
    '--retention.resolution-1h': blocksRetention('--retention.resolution-1h', 'Samples of 1h resolution'),
    '--downsampling.disable': switchedOn(
      '--downsampling.disable',
      {
        class: 'data-loss',
        why: 'No more samples of 5m and 1h resolution are made: what the raw retention deletes is gone, and queries over long ranges become slow.',
      },
      compactor,
    ),
    '--compact.enable-vertical-compaction': switchedOn(
      '--compact.enable-vertical-compaction',
      deduplication,
      compactor,
    ),
    '--deduplication.replica-label': (before, after) =>
      after !== undefined && before !== after ? { ...deduplication, source: compactor } : undefined,
    '--deduplication.func': (before, after) =>
      after !== undefined && before !== after ? { ...deduplication, source: compactor } : undefined,
    '--delete-delay': (before, after) =>
      (seconds(after) ?? 172_800) < (seconds(before) ?? 172_800)
        ? {
            class: 'data-loss',
            why: `Blocks that are marked for deletion go ${after ?? '48h'} later and not ${before ?? '48h'}: store gateways may still read them, and there is less time to take a mark back.`,
            source: compactor,
          }
        : undefined,
  },
  'thanos rule': { '--tsdb.retention': retention('Results of rules', 'thanos rule --help', 48 * 3600, notUploaded) },
  'thanos receive': {
    '--tsdb.retention': retention('Samples', 'thanos receive --help', 15 * 86_400, notUploaded),
    '--receive.replication-factor': (before, after) =>
      Number(after ?? 1) < Number(before ?? 1)
        ? {
            class: 'data-loss',
            why: `Each new sample is written ${after ?? 1} times and not ${before}: the loss of one volume loses samples that are not uploaded.`,
            source: 'thanos receive --help',
          }
        : undefined,
  },
  prometheus: {
    '--storage.tsdb.retention.time': retention('Samples', 'prometheus --help', 15 * 86_400, notUploaded),
    '--storage.tsdb.retention': retention('Samples', 'prometheus --help', 15 * 86_400, notUploaded),
    '--storage.tsdb.retention.size': (before, after) => smaller(before, after, 'prometheus --help'),
  },
  alertmanager: {
    '--data.retention': retention('Silences that ended and what was notified', 'alertmanager --help', 120 * 3600),
  },
}

function smaller(before: string | undefined, after: string | undefined, source: string): Words | undefined {
  const from = bytes(before) ?? 0
  const to = bytes(after) ?? 0
  return to !== 0 && (from === 0 || to < from)
    ? {
        class: 'data-loss',
        why: `The oldest samples are deleted when all of them are larger than ${after}. It cannot be undone.`,
        source,
      }
    : undefined
}

/** What a changed argument means for data and for who can be asked, where it is more than a restart. */
export function argumentVerdict(context: Context): Words | undefined {
  const { change } = context
  const last = change.path.at(-1) ?? ''
  const field = change.steps.at(-2)
  if (field !== 'args' && field !== 'command') return undefined
  const argument = String(change.after ?? change.before)
  const name = flagOf(argument)?.name ?? last.slice(1, -1)
  const containers = {
    before: containerAt(context.before, change.path),
    after: containerAt(context.after, change.path),
  }
  const program = programOf(containers.after ?? containers.before ?? {})
  const rule = program === undefined ? undefined : rules[program]?.[name]
  // A flag that may stand several times is judged as the whole: the change of one is in before or after only.
  const valueOf = (text: unknown): string | undefined =>
    text === undefined ? undefined : (flagOf(String(text))?.value ?? '')
  const repeated = (side: Fields | undefined): number => (side ? flagValues(side, name).length : 0)
  const before =
    repeated(containers.before) > 1 ? valueOf(change.before) : containers.before && flagValue(containers.before, name)
  const after =
    repeated(containers.after) > 1 ? valueOf(change.after) : containers.after && flagValue(containers.after, name)
  return rule?.(before, after, containers, context)
}

/** The container that a path leads into. */
function containerAt(object: Context['after'], path: readonly string[]): Fields | undefined {
  const index = path.findIndex((step) => step === 'containers' || step === 'initContainers')
  const name = /^\[name=(.*)\]$/.exec(path[index + 1] ?? '')?.[1]
  return workloadOf(object)?.containers.find((container) => container.name === name)
}

/** What a changed configuration means for data: `/data/prometheus.yaml/storage/tsdb/retention/time`. */
export function documentVerdict({ change }: Context): Words | undefined {
  const [, , ...rest] = change.path
  const field = rest.join('/')
  const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value))
  if (field.startsWith('storage/tsdb/retention')) {
    const inside = (value: unknown, name: string): string | undefined =>
      isObject(value)
        ? text(isObject(value.retention) ? value.retention[name] : value[name])
        : field.endsWith(`/${name}`)
          ? text(value)
          : undefined
    const source = 'docs/configuration/configuration.md of Prometheus'
    return (
      retention('Samples', source, 15 * 86_400, notUploaded)(
        inside(change.before, 'time'),
        inside(change.after, 'time'),
        { before: undefined, after: undefined },
        undefined as never,
      ) ??
      (inside(change.before, 'size') === inside(change.after, 'size')
        ? undefined
        : smaller(inside(change.before, 'size'), inside(change.after, 'size'), source))
    )
  }
  if (/^config\/(bucket|container|endpoint|prefix|directory)$|^prefix$/.test(field) && change.before !== undefined)
    return {
      class: 'outage',
      why: 'Another place for blocks: what was uploaded until now is no longer seen, and new blocks go to the new one. Copy the blocks first.',
      source: 'docs/storage.md of Thanos',
    }
  return undefined
}

/** Whom a query asks, counted: flags and the files of its endpoint discovery. */
export function endpointsOf(query: Workload, world: World): number | undefined {
  let known = 0
  for (const container of query.containers.filter((one) => programOf(one) === 'thanos query')) {
    for (const name of endpointFlags) known += flagValues(container, name).length
    for (const name of fileFlags)
      for (const file of flagValues(container, name)) {
        const text = mountedText(query, container, file, world)
        if (text === undefined) return undefined
        known += countEndpoints(documentIn('file.yaml', text)?.value)
      }
  }
  return known
}

const endpointFlags = [
  '--endpoint',
  '--endpoint-group',
  '--endpoint-strict',
  '--endpoint-group-strict',
  '--store',
  '--store-strict',
  '--rule',
]
const fileFlags = ['--endpoint.sd-config-file', '--store.sd-files']

const countEndpoints = (document: unknown): number => {
  if (Array.isArray(document))
    return document.reduce<number>(
      (sum, group) => sum + (isObject(group) && Array.isArray(group.targets) ? group.targets.length : 0),
      0,
    )
  return isObject(document) ? mappings(document.endpoints).length : 0
}

/** The text of a file that a container sees, where it comes from a ConfigMap that is among the objects. */
function mountedText(workload: Workload, container: Fields, file: string, world: World): string | undefined {
  for (const mount of mappings(container.volumeMounts)) {
    const folder = String(mount.mountPath)
    if (!file.startsWith(`${folder}/`)) continue
    const volume = mappings(workload.podSpec.volumes).find(({ name }) => name === mount.name)
    const name = isObject(volume?.configMap) ? volume.configMap.name : undefined
    const configMap = world
      .ofKind('ConfigMap')
      .find(({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === workload.namespace)
    const text = configMap && (configMap as unknown as { data?: Fields }).data?.[file.slice(folder.length + 1)]
    if (typeof text === 'string') return text
  }
  return undefined
}

/** Members that go at once: the quorum of Alertmanager is more than a half, and receive needs as many pods as copies. */
export function quorumVerdict(
  workload: Workload | undefined,
  from: number,
  to: number,
  world: World,
): Words | undefined {
  if (workload === undefined || to >= from) return undefined
  const majority = Math.floor(from / 2) + 1
  if (workload.containers.some((container) => programOf(container) === 'alertmanager'))
    return to < majority && from > 1
      ? {
          class: 'outage',
          why: `${from} → ${to} replicas: of ${from} Alertmanagers fewer than a majority (${majority}) stay. Silences and what was notified live in memory and on the volumes of those that go.`,
          source: 'github.com/prometheus/alertmanager/cluster',
        }
      : undefined
  const factor = copiesOf(workload, world)
  if (factor !== undefined && to < factor)
    return {
      class: 'outage',
      why: `${from} → ${to} replicas: receive writes each sample ${factor} times and has fewer pods than that. No write succeeds.`,
      source: 'Thanos: pkg/receive/hashring.go',
    }
  return undefined
}

/** A receive that cannot lose one pod loses its quorum at every restart. */
export function restartVerdict(workload: Workload | undefined, replicas: number, world: World): Words | undefined {
  const factor = workload && replicas > 0 ? copiesOf(workload, world) : undefined
  if (factor === undefined) return undefined
  // With two copies one is enough.
  const quorum = factor === 2 ? 1 : Math.floor(factor / 2) + 1
  return factor - 1 < quorum
    ? {
        class: 'outage',
        why: `With --receive.replication-factor=${factor} a write needs ${quorum} of ${factor} copies: while a pod restarts, writes to its part of the hash ring fail.`,
        source: 'Thanos: pkg/receive/handler.go, writeQuorum',
      }
    : undefined
}

/**
 * How many receivers hold each sample, where the workload's pods are some of them. Pods that only route hold none; those that only
 * take in have it from who routes to them.
 */
function copiesOf(workload: Workload, world: World): number | undefined {
  const receiver = workload.containers.find((container) => programOf(container) === 'thanos receive')
  if (receiver === undefined || isRouterOnly(receiver)) return undefined
  const routers = (): readonly Fields[] =>
    world.workloads
      .filter(({ namespace }) => namespace === workload.namespace)
      .flatMap((other) =>
        other.containers.filter((container) => programOf(container) === 'thanos receive' && isRouterOnly(container)),
      )
  const router = isRouting(receiver) ? receiver : routers()[0]
  return router && Number(flagValue(router, '--receive.replication-factor') ?? 1)
}

// Thanos: cmd/thanos/receive.go, determineMode.
const isRouting = (receiver: Fields): boolean =>
  flagValues(receiver, '--receive.hashrings-file').length + flagValues(receiver, '--receive.hashrings').length > 0
const isRouterOnly = (receiver: Fields): boolean =>
  isRouting(receiver) && flagValue(receiver, '--receive.local-endpoint') === undefined
