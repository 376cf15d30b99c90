import { formatPointer } from '@thanos-gitops/manifest'
import { type Container, lastUse, type Program } from '@thanos-gitops/workloads'
import type { Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'

/** The fields of a problem that locate it. */
export type ProblemPlace = Pick<Problem, 'object' | 'pointer' | 'offset'>

/** The place of a value in a document. */
export const inDocument = (
  { object, pointer }: EmbeddedDocument,
  ...steps: readonly (string | number)[]
): ProblemPlace => ({ object, pointer: pointer + formatPointer(steps) })

export const inContainer = (
  { workload, pointer }: Container,
  ...steps: readonly (string | number)[]
): ProblemPlace => ({ object: workload.object, pointer: pointer + formatPointer(steps) })

/** The place of the first of some flags that is set, or of the arguments if none is. */
export function placeOfFlag(program: Program, ...names: readonly string[]): ProblemPlace {
  const use = names.map((name) => lastUse(program, name)).find((found) => found !== undefined)
  return use ? flagPlace(program, use) : argumentsPlace(program)
}
