import { mappingOf } from '@thanos-gitops/manifest'
import { isOn, lastUse, type Program, parsePrometheusDuration, programTitle, usesOf } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { bucketOf } from './bucket.ts'
import { thanosPrograms, usesObjectStorage } from './components.ts'
import { inDocument, type ProblemPlace } from './places.ts'
import { configurationOf, sidecarPairs } from './prometheus.ts'

export const outOfOrderBlocksAreMerged: Check = {
  name: 'out-of-order-blocks-are-merged',
  question: 'data',
  severity: 'error',
  why: 'Samples that arrive out of order are written to blocks of their own, which overlap with the others. A compactor without vertical compaction halts at the first overlap: nothing is compacted, downsampled or deleted any more.',
  remedy: 'Add --compact.enable-vertical-compaction to the compactor.',
  source:
    'https://thanos.io/tip/components/compact.md/#vertical-compactions, https://thanos.io/tip/components/receive.md/',
  *run(context) {
    const compactors = thanosPrograms(context, 'compact').filter((compactor) => !mergesOverlaps(compactor))
    for (const window of windowsIn(context)) {
      const bucket = bucketOf(context, window.uploader)
      const compactor = compactors.find((candidate) => bucketOf(context, candidate) === bucket)
      if (compactor) yield haltingCompactor(window, compactor)
      yield* overlappingUploads(window)
    }
  },
}

const mergesOverlaps = (compactor: Program): boolean =>
  isOn(compactor, 'compact.enable-vertical-compaction') || usesOf(compactor, 'deduplication.replica-label').length > 0

/** A time window in which a program accepts samples out of order. */
interface Window {
  readonly text: string
  readonly writer: Program
  /** The sidecar of Prometheus, or the receiver itself. */
  readonly uploader: Program
  readonly place: ProblemPlace
}

const windowsIn = (context: CheckContext): Window[] => [
  ...sidecarPairs(context).flatMap(({ prometheus, sidecar }) => {
    const document = configurationOf(context, prometheus)?.document
    const { out_of_order_time_window: text } = mappingOf(mappingOf(mappingOf(document?.value).storage).tsdb)
    if (document === undefined || !isOpen(text) || !usesObjectStorage(sidecar)) return []
    const place = inDocument(document, 'storage', 'tsdb', 'out_of_order_time_window')
    return [{ text: String(text), writer: prometheus, uploader: sidecar, place }]
  }),
  ...thanosPrograms(context, 'receive').flatMap((receiver) => {
    const use = lastUse(receiver, 'tsdb.out-of-order.time-window')
    return use?.value === undefined || !isOpen(use.value) || !usesObjectStorage(receiver)
      ? []
      : [{ text: use.value, writer: receiver, uploader: receiver, place: flagPlace(receiver, use) }]
  }),
]

const isOpen = (text: unknown): boolean => (parsePrometheusDuration(String(text)) ?? 0) > 0

const haltingCompactor = ({ text, writer, place }: Window, compactor: Program): Problem => ({
  ...place,
  message: `${programTitle(writer)} accepts samples out of order for ${text}, but ${compactor.container.workload.name} has no vertical compaction (${lineOf(argumentsPlace(compactor))}).`,
  remedy: `Add --compact.enable-vertical-compaction to ${compactor.container.workload.name}, or remove the window.`,
})

const compactionFlag = 'storage.tsdb.allow-overlapping-compaction'

/** Prometheus merges overlapping blocks itself by default, also those that the sidecar has uploaded already. */
function* overlappingUploads({ writer, place }: Window): Iterable<Problem> {
  if (
    writer.name !== 'prometheus' ||
    writer.flags[compactionFlag] === undefined ||
    lastUse(writer, compactionFlag)?.isNegated
  )
    return
  yield {
    ...place,
    message:
      'Prometheus merges overlapping blocks that the sidecar has uploaded, and the sidecar uploads the result again.',
    remedy: `Add --no-${compactionFlag} to Prometheus.`,
    severity: 'warning',
  }
}
