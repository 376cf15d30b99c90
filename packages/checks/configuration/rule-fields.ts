import { didYouMean, type Mapping, type SourcedObject } from '@thanos-gitops/manifest'
import { valueProblem } from '@thanos-gitops/workloads'
import type { Problem } from '../engine/check.ts'

/** The fields of a group or a rule that Prometheus does not have. */
export function* unknownFields(
  object: SourcedObject,
  pointer: string,
  fields: Mapping,
  known: readonly string[],
): Iterable<Problem> {
  for (const key of Object.keys(fields))
    if (!known.includes(key))
      yield {
        object,
        pointer: `${pointer}/${key}`,
        message: `unknown field ${key}.`,
        remedy: didYouMean(key, known) ?? `Known fields: ${known.join(', ')}.`,
      }
}

/** A field that is set, but not to a duration of Prometheus. */
export function* durationProblems(
  object: SourcedObject,
  pointer: string,
  field: string,
  value: unknown,
): Iterable<Problem> {
  if (value === undefined || value === null) return
  const requirement = valueProblem({ type: 'model-duration' }, String(value))
  if (requirement !== undefined)
    yield {
      object,
      pointer: `${pointer}/${field}`,
      message: `${field} is ${String(value)}, but must be ${requirement}.`,
    }
}
