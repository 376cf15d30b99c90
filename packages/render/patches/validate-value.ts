import { factsOf, formatPointer, isObject, type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { check, type FieldSchema, type SchemaProblem, schemaAt } from '@thanos-gitops/schemas'
import { documentText } from '../output/documents.ts'

export interface ValueProblem {
  readonly message: string
  readonly remedy?: string | undefined
  /** Whether the path is to blame, and not the value. */
  readonly path?: boolean
}

/**
 * What Kubernetes would not accept of what an operation did.
 *
 * @param object the object after the operation
 * @param written where a value was written
 * @param removed where one was taken away
 */
export function valueProblem(
  kubernetesVersion: string,
  object: KubernetesObject,
  written: readonly string[] | undefined,
  removed: readonly string[] | undefined,
): ValueProblem | undefined {
  const find = (steps: readonly string[]): FieldSchema => schemaAt(kubernetesVersion, object, steps)
  return (
    (removed && !inDocument(object, removed) ? removalProblem(find, removed) : undefined) ??
    (written ? writeProblem(object, find, written) : undefined)
  )
}

function writeProblem(
  object: KubernetesObject,
  find: (steps: readonly string[]) => FieldSchema,
  steps: readonly string[],
): ValueProblem | undefined {
  const value = valueAt(object, steps)
  const pointer = formatPointer(steps)
  if (!isJson(value))
    return { message: `${pointer} has a number that is not finite.`, remedy: 'Write it in quotes if text is meant.' }
  if (inDocument(object, steps)) return undefined
  if (steps.length === 2 && isDocument(value) && steps[0] === factsOf(object.kind).documents) {
    if (documentText(steps[1]!, value) !== undefined) return undefined
    return {
      message: `${pointer} is a structured document, and its name does not say how to write it.`,
      remedy: 'Let the name end in .yaml or .json, or give text.',
    }
  }
  const field = find(steps)
  if (field.found === 'unknown') {
    const unknown = formatPointer(steps.slice(0, field.depth + 1))
    const problem = check(field.parent, { [steps[field.depth]!]: 0 }).find(
      ({ pointer: at }) => at === formatPointer([steps[field.depth]!]),
    )
    return {
      message: sentence(`${unknown}: ${problem?.message ?? 'unknown field'}`),
      remedy: legalText(field.legal),
      path: true,
    }
  }
  const problem = field.found === 'schema' ? check(field.schema, value, pointer)[0] : undefined
  return problem && { message: sentence(`${problem.pointer} ${problem.message}`), remedy: legalText(problem.legal) }
}

function removalProblem(
  find: (steps: readonly string[]) => FieldSchema,
  steps: readonly string[],
): ValueProblem | undefined {
  const parent = find(steps.slice(0, -1))
  if (parent.found !== 'schema' || !parent.schema.required?.includes(steps.at(-1)!)) return undefined
  return { message: `${formatPointer(steps)} is required and cannot be removed.`, remedy: 'Replace it instead.' }
}

const sentence = (text: string): string => (text.endsWith('?') ? text : `${text}.`)

const legalText = (legal: SchemaProblem['legal']): string | undefined =>
  legal === undefined || legal.length === 0 || legal.length > 30 ? undefined : `Possible: ${legal.join(', ')}.`

/** True where the steps lead on into a structured document, of which Kubernetes knows nothing. */
function inDocument(object: KubernetesObject, steps: readonly string[]): boolean {
  return (
    steps.length > 2 && steps[0] === factsOf(object.kind).documents && isDocument(valueAt(object, steps.slice(0, 2)))
  )
}

const isDocument = (value: unknown): value is object => isObject(value) || Array.isArray(value)

const isJson = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value === 'object' && value !== null
      ? Object.values(value).every(isJson)
      : true
