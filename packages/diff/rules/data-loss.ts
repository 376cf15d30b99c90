import {
  type FlagUse,
  isOn,
  lastUse,
  type Program,
  parseBase2Bytes,
  parseGoDuration,
  parsePrometheusDuration,
  programTitle,
  readProgram,
  usesOf,
  type Workload,
} from '@thanos-gitops/workloads'
import type { ChangeContext, SourcedVerdict, Verdict } from './rule.ts'

// The effect of arguments on data, which Kubernetes does not check. The flags are those in `--help` of Thanos 0.42, Prometheus 3.13
// and Alertmanager 0.34.

/** One flag of a program on both sides. */
interface FlagChange {
  readonly name: string
  readonly before: string | undefined
  readonly after: string | undefined
  readonly programBefore: Program | undefined
  readonly programAfter: Program | undefined
}

type FlagRule = (change: FlagChange) => SourcedVerdict | undefined

const hour = 36e5
const day = 24 * hour

/** Parses a duration, in milliseconds, as the program does; undefined for a value that it rejects. */
type DurationParser = (text: string) => number | undefined

export interface Retention {
  /** The subject of the sentence: `Samples`. */
  readonly data: string
  readonly source: string
  readonly parse?: DurationParser
  /** Milliseconds without the flag; 0 keeps data indefinitely. */
  readonly fallback?: number
  /** Restricts the data that is lost. */
  readonly restriction?: string
}

/** A shorter retention deletes data. Zero keeps it indefinitely. A program does not start with a value that it rejects. */
export function shorterRetention(
  { data, source, parse = parsePrometheusDuration, fallback = 0, restriction = '' }: Retention,
  before: string | undefined,
  after: string | undefined,
): SourcedVerdict | undefined {
  const from = before === undefined ? fallback : (parse(before) ?? fallback)
  const to = after === undefined ? fallback : parse(after)
  if (to === undefined || from === to || to === 0 || (from !== 0 && to > from)) return undefined
  const timeBefore = from === 0 ? 'indefinitely' : `for ${before ?? 'the default time'}`
  return {
    class: 'data-loss',
    why: `${data} older than ${after ?? 'the default'}${restriction} are deleted. With the old value, they are kept ${timeBefore}. You cannot undo this.`,
    source,
  }
}

const retention =
  (options: Retention): FlagRule =>
  ({ before, after }) =>
    shorterRetention(options, before, after)

/** A smaller retention size deletes the oldest samples. Zero and an absent value set no limit. */
export function smallerRetentionSize(
  before: string | undefined,
  after: string | undefined,
  source: string,
): SourcedVerdict | undefined {
  const from = parseBase2Bytes(before ?? '') ?? 0
  const to = parseBase2Bytes(after ?? '') ?? 0
  if (to <= 0 || (from > 0 && to >= from)) return undefined
  return {
    class: 'data-loss',
    why: `The oldest samples are deleted when all samples together exceed ${after}. You cannot undo this.`,
    source,
  }
}

const compactor = 'thanos compact --help'

/** Blocks are downsampled to 5m resolution when they are older than 40 hours, and to 1h when older than 10 days. */
const blockRetention =
  (data: string, downsampled?: { readonly age: number; readonly text: string }): FlagRule =>
  (change) => {
    const shorter = shorterRetention({ data, source: compactor }, change.before, change.after)
    const [from, to] = [change.before, change.after].map((text) => parsePrometheusDuration(text ?? '0s'))
    if (downsampled === undefined || to === undefined || to === 0 || to >= downsampled.age || to === from)
      return shorter
    return {
      class: 'data-loss',
      why: `${data} are deleted before they are downsampled (${downsampled.text}): the coarser resolutions stay empty. You cannot undo this.`,
      source: 'docs/components/compact.md',
    }
  }

const switchedOn =
  (verdict: Verdict): FlagRule =>
  ({ name, programBefore, programAfter }) =>
    programAfter && isOn(programAfter, name) && !(programBefore && isOn(programBefore, name))
      ? { ...verdict, source: compactor }
      : undefined

const deduplication: Verdict = {
  class: 'data-loss',
  why: 'The compactor merges the blocks of replicas into one and deletes the blocks of the single replicas. You cannot undo this.',
}

const newDeduplication: FlagRule = ({ before, after }) =>
  after !== undefined && before !== after ? { ...deduplication, source: compactor } : undefined

const deleteDelay: FlagRule = ({ before = '48h', after = '48h' }) => {
  const [from, to] = [parsePrometheusDuration(before), parsePrometheusDuration(after)]
  return from !== undefined && to !== undefined && to < from
    ? {
        class: 'data-loss',
        why: `Blocks that are marked for deletion are deleted after ${after} instead of ${before}: store gateways may still read them, and there is less time to remove a mark.`,
        source: compactor,
      }
    : undefined
}

const fewerCopies: FlagRule = ({ before = '1', after = '1' }) =>
  Number(after) < Number(before)
    ? {
        class: 'data-loss',
        why: `Receivers write each new sample ${after} times instead of ${before}: the loss of one volume loses samples that are not uploaded.`,
        source: 'thanos receive --help',
      }
    : undefined

const restriction = ' that are not uploaded'
const prometheusRetention = retention({
  data: 'Samples',
  source: 'prometheus --help',
  fallback: 15 * day,
  restriction,
})

const rules: Readonly<Record<string, Readonly<Record<string, FlagRule>>>> = {
  'thanos compact': {
    'retention.resolution-raw': blockRetention('Raw samples', { age: 40 * hour, text: 'to 5m resolution after 40h' }),
    'retention.resolution-5m': blockRetention('Samples of 5m resolution', {
      age: 10 * day,
      text: 'to 1h resolution after 10d',
    }),
    'retention.resolution-1h': blockRetention('Samples of 1h resolution'),
    'downsampling.disable': switchedOn({
      class: 'data-loss',
      why: 'Samples of 5m and 1h resolution are no longer created: data that the raw retention deletes is lost, and queries over long ranges become slow.',
    }),
    'compact.enable-vertical-compaction': switchedOn(deduplication),
    'deduplication.replica-label': newDeduplication,
    'deduplication.func': newDeduplication,
    'delete-delay': deleteDelay,
  },
  'thanos rule': {
    'tsdb.retention': retention({
      data: 'Results of rules',
      source: 'thanos rule --help',
      fallback: 48 * hour,
      restriction,
    }),
  },
  'thanos receive': {
    'tsdb.retention': retention({
      data: 'Samples',
      source: 'thanos receive --help',
      fallback: 15 * day,
      restriction,
    }),
    'receive.replication-factor': fewerCopies,
  },
  prometheus: {
    'storage.tsdb.retention.time': prometheusRetention,
    'storage.tsdb.retention': prometheusRetention,
    'storage.tsdb.retention.size': ({ before, after }) => smallerRetentionSize(before, after, 'prometheus --help'),
  },
  alertmanager: {
    'data.retention': retention({
      data: 'Expired silences and entries of the notification log',
      source: 'alertmanager --help',
      parse: parseGoDuration,
      fallback: 120 * hour,
    }),
  },
}

/** The verdict on a changed argument, where it is worse than a restart. */
export function argumentVerdict({ change, workloads }: ChangeContext): SourcedVerdict | undefined {
  const field = change.steps.at(-2)
  if (field !== 'args' && field !== 'command') return undefined
  const before = programAt(workloads.before, change.path)
  const after = programAt(workloads.after, change.path)
  const pointers = { before: pointerOf(change.stepsBefore), after: pointerOf(change.steps) }
  const use =
    (change.after === undefined ? undefined : useAt(after, pointers.after)) ??
    (change.before === undefined ? undefined : useAt(before, pointers.before))
  const program = after ?? before
  if (use === undefined || program === undefined) return undefined
  return rules[programTitle(program)]?.[use.name]?.({
    name: use.name,
    before: valueOn(before, use.name, change.before === undefined ? undefined : pointers.before),
    after: valueOn(after, use.name, change.after === undefined ? undefined : pointers.after),
    programBefore: before,
    programAfter: after,
  })
}

const pointerOf = (steps: readonly string[]): string => steps.map((step) => `/${step}`).join('')

/** The flag whose argument, or whose value in an argument of its own, is at a pointer. */
const useAt = (program: Program | undefined, pointer: string): FlagUse | undefined =>
  program?.uses.find(({ argument }) => argument.pointer === pointer || argument.valuePointer === pointer)

/** The value of a flag. One that is set several times has the value of the changed argument, on the side that contains it. */
function valueOn(program: Program | undefined, name: string, pointer: string | undefined): string | undefined {
  if (program === undefined) return undefined
  if (usesOf(program, name).length < 2) return lastUse(program, name)?.value
  const use = pointer === undefined ? undefined : useAt(program, pointer)
  return use?.name === name ? use.value : undefined
}

/** The program of the container that a path leads into. */
function programAt(workload: Workload | undefined, path: readonly string[]): Program | undefined {
  const index = path.findIndex((step) => step === 'containers' || step === 'initContainers')
  const name = /^\[name=(.*)\]$/.exec(path[index + 1] ?? '')?.[1]
  const container = workload?.containers.find((one) => one.name === name)
  return container && readProgram(container)
}
