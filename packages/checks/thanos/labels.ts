import { type FlagUse, type Program, usesOf } from '@thanos-gitops/workloads'
import type { CheckContext, Problem } from '../engine/check.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'
import { configurationOf, externalLabels, isPerPod, variablesOf } from './prometheus.ts'
import { inDocument, isStateless, thanos } from './stack.ts'

export interface WrittenLabel {
  readonly name: string
  /** As it is written, with its variables. */
  readonly text: string
  /** Another value in each pod: what tells replicas apart. */
  readonly isPerPod: boolean
  readonly place: Pick<Problem, 'object' | 'pointer' | 'offset'>
}

/** A program that writes series of its own, with the labels that it adds to them. */
export interface Writer {
  readonly program: Program
  readonly labels: readonly WrittenLabel[]
}

/** `--label=name="value"` of ruler and receiver. */
export const labelFlags = (program: Program): { use: FlagUse; name: string; text: string }[] =>
  usesOf(program, 'label').flatMap((use) => {
    const [, name, text] = /^([a-zA-Z_]\w*)=([^]*)$/.exec(use.value ?? '') ?? []
    return name === undefined || text === undefined ? [] : [{ use, name, text }]
  })

const inPod = (program: Program, text: string): boolean =>
  variablesOf(text).some(({ name }) => isPerPod(program.container, name))

/** Prometheus with its external labels where a manifest shows them, rulers, receivers. */
export function writersIn(context: CheckContext): Writer[] {
  const flagged = thanos(context, 'rule', 'receive')
    .filter((program) => program.command !== 'rule' || !isStateless(program))
    .map((program) => ({
      program,
      labels: labelFlags(program).map(({ use, name, text }) => ({
        name,
        text,
        isPerPod: inPod(program, text),
        place: flagPlace(program, use),
      })),
    }))
  const scraped = programsIn(context).flatMap((program) => {
    const configuration = program.name === 'prometheus' ? configurationOf(context, program) : undefined
    if (!configuration) return []
    const labels = Object.entries(externalLabels(configuration)).map(([name, value]) => {
      const text = String(value)
      const isVaried = variablesOf(text).some((variable) =>
        isPerPod(configuration.filledInBy ?? program.container, variable.name),
      )
      return {
        name,
        text,
        isPerPod: isVaried,
        place: inDocument(configuration.document, 'global', 'external_labels', name),
      }
    })
    return [{ program, labels }]
  })
  return [...scraped, ...flagged]
}

/** True where the manifests show the labels of all that writes: a stack without any Prometheus has its own elsewhere. */
export function knowsAllWriters(context: CheckContext): boolean {
  const prometheuses = programsIn(context).filter(({ name }) => name === 'prometheus')
  const workloads = new Set(prometheuses.map(({ container }) => container.workload))
  return (
    prometheuses.length > 0 &&
    prometheuses.every((program) => configurationOf(context, program) !== undefined) &&
    thanos(context, 'sidecar').every(({ container }) => workloads.has(container.workload))
  )
}

export const replicaLabelsOf = (query: Program): FlagUse[] =>
  usesOf(query, 'query.replica-label').filter(({ value }) => value !== undefined && !value.includes('$('))

export const namespaceOf = ({ container }: Program): string => container.workload.namespace
