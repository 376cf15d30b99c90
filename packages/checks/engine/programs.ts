import {
  type Container,
  type FlagUse,
  type Program,
  readProgramInVersion,
  recognizeProgram,
  type Workload,
} from '@thanos-gitops/workloads'
import type { Problem } from './check.ts'
import { perContext } from './per-context.ts'

/** All containers that run a program of the flag catalogue. */
export const programsIn = perContext((context): readonly Program[] =>
  context.containers.flatMap((container) => readProgramInVersion(container, context.versions) ?? []),
)

/** The programs whose flags are in the catalogue, in their version. Another version cannot judge their arguments. */
export const programsWithKnownFlags = perContext((context): readonly Program[] =>
  programsIn(context).filter(({ isExact }) => isExact),
)

const byWorkload = perContext((context) => Map.groupBy(programsIn(context), ({ container }) => container.workload))

/** The programs of the pods of one workload. */
export const programsOf = (context: Parameters<typeof programsIn>[0], workload: Workload): readonly Program[] =>
  byWorkload(context).get(workload) ?? []

/** The place of the value of a flag. */
export const flagPlace = (
  { container }: Program,
  { argument }: FlagUse,
): Pick<Problem, 'object' | 'pointer' | 'offset'> => ({
  object: container.workload.object,
  pointer: argument.valuePointer,
  offset: argument.valueOffset,
})

/** The place for a problem about a missing flag: the arguments, or the container if it has none. */
export const argumentsPlace = ({ container }: Program): Pick<Problem, 'object' | 'pointer'> => ({
  object: container.workload.object,
  pointer: Array.isArray(container.fields.args) ? `${container.pointer}/args` : container.pointer,
})

/**
 * Whether a container runs a program that listens only at the addresses in its flags. Other programs may read a port from a
 * file, or have one by default.
 */
export const listensByFlags = (container: Container): boolean =>
  ['thanos', 'prometheus', 'alertmanager'].includes(recognizeProgram(container)?.name ?? '')
