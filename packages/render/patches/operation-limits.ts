import { identityOf, type KubernetesObject, labelOf, type ReportProblem } from '@thanos-gitops/manifest'
import type { Operation } from './patch.ts'

/** The operations of an environment: on one object, and on all of its objects. Documented in packages/README.md. */
const mostOperations = { object: 500, environment: 5000 } as const

/**
 * Returns the operations on an object that are within the limits, and reports the first one beyond each limit. The time and the
 * memory for the operations on one object grow with the square of their number.
 */
export function operationLimits(
  report: ReportProblem,
): (object: KubernetesObject, operations: readonly Operation[]) => readonly Operation[] {
  const counts = new Map<string, number>()
  const reported = new Set<string>()
  let total = 0
  return (object, operations) =>
    operations.filter((operation) => {
      const identity = identityOf(object)
      const count = (counts.get(identity) ?? 0) + 1
      counts.set(identity, count)
      total++
      const problem =
        count > mostOperations.object
          ? `${labelOf(object)} has more than ${mostOperations.object} operations.`
          : total > mostOperations.environment
            ? `The environment has more than ${mostOperations.environment} operations.`
            : undefined
      if (problem !== undefined && !reported.has(problem)) {
        reported.add(problem)
        report(
          'too-many-operations',
          operation.place('path'),
          problem,
          'Write fields with the same parent by one operation on the parent.',
        )
      }
      return problem === undefined
    })
}
