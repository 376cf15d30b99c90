import { overlaps } from '@thanos-gitops/api-server'
import type { ObjectProblem } from './object-problem.ts'
import type { JudgedObject } from './server/judge.ts'
import { unknownKindCode } from './validate-file.ts'

/** One problem for each cause: where both report a field, the server's words are preferred. */
export function mergeProblems(
  schema: readonly ObjectProblem[],
  judged: JudgedObject | undefined,
): readonly ObjectProblem[] {
  if (judged === undefined) return schema
  const problems = judged.problems.map((problem) => withRemedy(problem, schema))
  const others = schema.filter(
    ({ pointer, finding }) =>
      // The program has custom resources whose definition is in the same folder.
      !(finding.code === unknownKindCode && judged.isKnown) &&
      !problems.some((problem) => overlaps(problem.pointer, pointer)),
  )
  return [...problems, ...others]
}

/** The schemas name similar fields and the allowed form of a value. */
function withRemedy(problem: ObjectProblem, schema: readonly ObjectProblem[]): ObjectProblem {
  const remedy = schema.find(({ pointer }) => pointer === problem.pointer)?.finding.remedy
  return remedy === undefined ? problem : { ...problem, finding: { ...problem.finding, remedy } }
}
