import type { ObjectProblem } from './object-problem.ts'
import { overlaps } from './server/field-pointer.ts'
import type { JudgedObject } from './server/judge.ts'
import { unknownKindCode } from './validate-file.ts'

/** One problem for each cause: where both report a field, the server's words are preferred. */
export function mergeProblems(
  schema: readonly ObjectProblem[],
  judged: JudgedObject | undefined,
): readonly ObjectProblem[] {
  if (judged === undefined) return schema
  const { problems } = judged
  const others = schema.filter(
    ({ pointer, finding }) =>
      // The program has custom resources whose definition is in the same folder.
      !(finding.code === unknownKindCode && judged.isKnown) &&
      !problems.some((problem) => overlaps(problem.pointer, pointer)),
  )
  return [...problems, ...others]
}
