import { mappingOf } from '@thanos-gitops/manifest'
import { lastUse, type Program, parseBase2Bytes, valueOrDefault, volumeAt } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { changedPlace, lineOf } from '../engine/line-of.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'
import { hasFlag } from './components.ts'
import { operatorCapacity, operatorPrometheuses } from './operator-prometheus.ts'
import { inDocument, type ProblemPlace } from './places.ts'
import { configurationOf } from './prometheus.ts'
import { type Amount, capacityOf } from './resources.ts'
import { retentionOf } from './retention-outlasts-an-outage.ts'

/** The write-ahead log and compactions need the rest. Prometheus recommends 80% to 85% of the volume. */
const largestPart = 0.85

const gibibyte = 1024 ** 3

export const retentionSizeFitsTheVolume: Check = {
  name: 'retention-size-fits-the-volume',
  question: 'limits',
  severity: 'error',
  why: 'The size of the retention does not include the write-ahead log and temporary blocks of compactions. On a volume that is not larger, the disk is full before the program deletes the first block, and it stops writing.',
  remedy: 'Set the size of the retention to at most 80% of the volume, or enlarge the volume.',
  source: 'https://prometheus.io/docs/prometheus/latest/storage/#right-sizing-retention-size',
  *run(context) {
    for (const program of programsIn(context)) {
      const retention = sizeOf(context, program)
      const volume = retention && volumeAt(program.container, dataPath(program))
      const capacity = volume && capacityOf(context, program.container.workload, volume)
      yield* sizeProblems(retention, capacity, hasRetentionTime(context, program))
    }
    for (const prometheus of operatorPrometheuses(context)) {
      const { object, spec } = prometheus
      const size = spec.retentionSize
      const retention =
        typeof size === 'string' ? readSize(size, { object, pointer: '/spec/retentionSize' }) : undefined
      yield* sizeProblems(retention, operatorCapacity(prometheus), spec.retention !== undefined)
    }
  },
}

/** @param hasTime whether a retention time can delete blocks before the volume is full */
function* sizeProblems(
  retention: RetentionSize | undefined,
  capacity: Amount | undefined,
  hasTime: boolean,
): Iterable<Problem> {
  if (!retention || !capacity || retention.bytes === 0 || retention.bytes <= largestPart * capacity.value) return
  const isLarger = retention.bytes > capacity.value
  yield {
    ...changedPlace(retention.place, capacity.place),
    message: `the retention size ${retention.text} (${lineOf(retention.place)}) is ${isLarger ? 'above' : 'more than 85% of'} the volume of ${capacity.text} (${lineOf(capacity.place)}).`,
    remedy: `Set the size to at most ${Math.floor((capacity.value * 0.8) / gibibyte)}GB, or request a volume of at least ${Math.ceil(retention.bytes / 0.8 / gibibyte)}Gi.`,
    ...((!isLarger || hasTime) && { severity: 'warning' }),
  }
}

interface RetentionSize {
  readonly text: string
  readonly bytes: number
  readonly place: ProblemPlace
}

/** Of Prometheus or a receiver; the configuration file takes precedence over the flag. */
function sizeOf(context: CheckContext, program: Program): RetentionSize | undefined {
  if (program.name === 'prometheus') {
    const document = configurationOf(context, program)?.document
    const { size } = mappingOf(mappingOf(mappingOf(mappingOf(document?.value).storage).tsdb).retention)
    if (document && size !== undefined)
      return readSize(String(size), inDocument(document, 'storage', 'tsdb', 'retention', 'size'))
  } else if (program.command !== 'receive') return undefined
  const use = lastUse(
    program,
    program.name === 'prometheus' ? 'storage.tsdb.retention.size' : 'tsdb.max-retention-bytes',
  )
  return use?.value === undefined ? undefined : readSize(use.value, flagPlace(program, use))
}

function readSize(text: string, place: ProblemPlace): RetentionSize | undefined {
  const bytes = parseBase2Bytes(text)
  return bytes === undefined ? undefined : { text, bytes, place }
}

const dataPath = (program: Program): string =>
  (valueOrDefault(program, program.name === 'prometheus' ? 'storage.tsdb.path' : 'tsdb.path') ?? 'data/').replace(
    /^(?:\.\/)?(?=[^/])/,
    '/prometheus/',
  )

const hasRetentionTime = (context: CheckContext, program: Program): boolean =>
  program.name === 'prometheus' ? retentionOf(context, program) !== undefined : hasFlag(program, 'tsdb.retention')
