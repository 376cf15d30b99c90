import { isOn, type Program, parseGoDuration, parsePrometheusDuration, usesOf } from '@thanos-gitops/workloads'
import { otherMode } from './agent-mode.ts'
import { newExternalLabel } from './external-labels.ts'
import { otherBlocks, otherStreams } from './moved-blocks.ts'
import { type Retention, shorterRetention, smallerRetentionSize } from './retention.ts'
import type { SourcedVerdict, Verdict } from './rule.ts'

// The effect of arguments on data, which Kubernetes does not check. The flags are those in `--help` of Thanos 0.42, Prometheus 3.13
// and Alertmanager 0.34.

/** One flag of a program on both sides. */
export interface FlagChange {
  readonly name: string
  readonly before: string | undefined
  readonly after: string | undefined
  readonly programBefore: Program | undefined
  readonly programAfter: Program | undefined
}

type FlagRule = (change: FlagChange) => SourcedVerdict | undefined

const hour = 36e5
const day = 24 * hour

const retention =
  (options: Retention): FlagRule =>
  ({ before, after }) =>
    shorterRetention(options, before, after)

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

const selection =
  (verdict: SourcedVerdict): FlagRule =>
  ({ before, after }) =>
    before === after ? undefined : verdict

const fewerCopies: FlagRule = ({ before = '1', after = '1' }) =>
  Number(after) < Number(before)
    ? {
        class: 'data-loss',
        why: `Receivers write each new sample ${after} times instead of ${before}: the loss of one volume loses samples that are not uploaded.`,
        source: 'thanos receive --help',
      }
    : undefined

/** `--label=cluster="a"` of receive and rule, which is set once for each label. */
const externalLabel: FlagRule = ({ before, after, programBefore, programAfter }) => {
  const [label] = (after ?? before ?? '').split('=')
  const [from, to] = [programBefore, programAfter].map((program) => labelValue(program, label!))
  return from === to ? undefined : newExternalLabel(label!, from, to)
}

function labelValue(program: Program | undefined, label: string): string | undefined {
  const use = program && usesOf(program, 'label').find(({ value }) => value?.startsWith(`${label}=`))
  return use?.value?.slice(label.length + 1).replaceAll('"', '')
}

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
    'selector.relabel-config': selection(otherStreams),
  },
  'thanos store': {
    'selector.relabel-config': selection(otherBlocks),
    'min-time': selection(otherBlocks),
    'max-time': selection(otherBlocks),
  },
  'thanos rule': {
    'tsdb.retention': retention({
      data: 'Results of rules',
      source: 'thanos rule --help',
      fallback: 48 * hour,
      restriction,
    }),
    label: externalLabel,
  },
  'thanos receive': {
    'tsdb.retention': retention({
      data: 'Samples',
      source: 'thanos receive --help',
      fallback: 15 * day,
      restriction,
    }),
    'receive.replication-factor': fewerCopies,
    label: externalLabel,
  },
  prometheus: {
    agent: ({ programBefore, programAfter }) => otherMode(programBefore, programAfter),
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

/** @param title `thanos compact`, `prometheus` */
export function flagRule(title: string, name: string): FlagRule | undefined {
  const ofProgram = rules[title]
  return ofProgram !== undefined && Object.hasOwn(ofProgram, name) ? ofProgram[name] : undefined
}
