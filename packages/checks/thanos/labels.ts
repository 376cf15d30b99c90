// The labels that Prometheus, rulers and receivers add to their series.
import { type FlagUse, type Program, usesOf } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'
import { isStatelessRuler, thanosPrograms } from './components.ts'
import { inDocument, type ProblemPlace } from './places.ts'
import { configurationOf, externalLabelsOf, isPerPod, variablesOf } from './prometheus.ts'

export interface WrittenLabel {
  readonly name: string
  /** The value with its variables. */
  readonly text: string
  /** Whether each pod has another value: a replica label. */
  readonly isPerPod: boolean
  readonly place: ProblemPlace
}

/** A program that writes series, with the labels that it adds to them. */
export interface Writer {
  readonly program: Program
  readonly labels: readonly WrittenLabel[]
}

/** The flags `--label=name="value"` of a ruler or receiver. */
export const labelFlags = (program: Program): { use: FlagUse; name: string; text: string }[] =>
  usesOf(program, 'label').flatMap((use) => {
    const [, name, text] = /^([a-zA-Z_]\w*)=([^]*)$/.exec(use.value ?? '') ?? []
    return name === undefined || text === undefined ? [] : [{ use, name, text }]
  })

/** Each Prometheus whose configuration a manifest contains, and the rulers and receivers with a TSDB. */
export const writersIn = perContext((context): readonly Writer[] => [
  ...prometheusWriters(context),
  ...thanosPrograms(context, 'rule', 'receive')
    .filter((program) => !isStatelessRuler(program))
    .map((program) => ({ program, labels: labelsInFlags(program) })),
])

const writersByNamespace = perContext((context) =>
  Map.groupBy(writersIn(context), ({ program }) => namespaceOf(program)),
)

/** The writers in a namespace. A program without namespace can be in any. */
export function writersNear(context: CheckContext, namespace: string): readonly Writer[] {
  const writers = writersByNamespace(context)
  return namespace === '' ? writersIn(context) : [...(writers.get(namespace) ?? []), ...(writers.get('') ?? [])]
}

const labelsInFlags = (program: Program): WrittenLabel[] =>
  labelFlags(program).map(({ use, name, text }) => ({
    name,
    text,
    isPerPod: variablesOf(text).some((variable) => isPerPod(program.container, variable.name)),
    place: flagPlace(program, use),
  }))

const prometheusWriters = (context: CheckContext): Writer[] =>
  programsIn(context).flatMap((program) => {
    const configuration = program.name === 'prometheus' ? configurationOf(context, program) : undefined
    if (!configuration) return []
    const labels = Object.entries(externalLabelsOf(configuration)).map(([name, value]) => ({
      name,
      text: String(value),
      isPerPod: variablesOf(String(value)).some((variable) =>
        isPerPod(configuration.filledInBy ?? program.container, variable.name),
      ),
      place: inDocument(configuration.document, 'global', 'external_labels', name),
    }))
    return [{ program, labels }]
  })

/** Whether the manifests contain the labels of all writers. A stack without Prometheus has writers elsewhere. */
export const hasAllWriters = perContext((context): boolean => {
  const prometheuses = programsIn(context).filter(({ name }) => name === 'prometheus')
  const workloads = new Set(prometheuses.map(({ container }) => container.workload))
  return (
    prometheuses.length > 0 &&
    prometheuses.every((program) => configurationOf(context, program) !== undefined) &&
    thanosPrograms(context, 'sidecar').every(({ container }) => workloads.has(container.workload))
  )
})

/** The labels of `--query.replica-label` that contain no variable. One flag can have several, with commas between them. */
export const replicaLabelFlags = (query: Program): FlagUse[] =>
  usesOf(query, 'query.replica-label')
    .flatMap((use) => (use.value ?? '').split(',').map((value) => ({ ...use, value: value.trim() })))
    .filter(({ value }) => value !== '' && !value.includes('$('))

export const namespaceOf = ({ container }: Program): string => container.workload.namespace
