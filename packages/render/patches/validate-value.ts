import { factsOf, formatPointer, isObject, type KubernetesObject, parsePointer, valueAt } from '@thanos-gitops/manifest'
import { check, type FieldSchema, schemaAt } from '@thanos-gitops/schemas'
import { documentText } from '../output/documents.ts'
import { imageProblem } from './image-reference.ts'

export interface ValueProblem {
  readonly message: string
  readonly remedy: string
  /** Set if the path is wrong and not the value. */
  readonly isPath?: boolean
  /** The number that is wrong. */
  readonly number?: number
  /** The steps to what is wrong from the field that was written. */
  readonly within?: Steps
}

type Steps = readonly string[]

/**
 * Why Kubernetes refuses the result of an operation; undefined if its schema accepts the result.
 *
 * @param object the object after the operation
 * @param written the field that was written
 * @param removed the field that was removed
 */
export function valueProblem(
  kubernetesVersion: string,
  object: KubernetesObject,
  written: Steps | undefined,
  removed: Steps | undefined,
): ValueProblem | undefined {
  const find = (steps: Steps): FieldSchema => schemaAt(kubernetesVersion, object, steps)
  return (
    (removed && !isInDocument(object, removed) ? removalProblem(find, removed) : undefined) ??
    (written ? writeProblem(object, find, written) : undefined)
  )
}

function writeProblem(
  object: KubernetesObject,
  find: (steps: Steps) => FieldSchema,
  steps: Steps,
): ValueProblem | undefined {
  const value = valueAt(object, steps)
  const pointer = formatPointer(steps)
  if (!isJson(value))
    return {
      message: `${pointer} contains a number that is not finite.`,
      remedy: 'Write it in quotes if it is a string, or write a finite number.',
    }
  if (isInDocument(object, steps)) return undefined
  if (isDocumentEntry(object, steps) && isDocument(value)) return documentProblem(steps, value)
  const field = find(steps)
  if (field.found === 'unknown') return unknownFieldProblem(steps, field)
  const problem = field.found === 'schema' ? check(field.schema, value, pointer)[0] : undefined
  if (problem === undefined) return imageProblem(value, steps)
  const at = parsePointer(problem.pointer) ?? steps
  const wrong = valueAt(object, at)
  return {
    message: `${problem.pointer} ${problem.message}.`,
    remedy: problem.remedy,
    within: at.slice(steps.length),
    ...(typeof wrong === 'number' ? { number: wrong } : {}),
  }
}

function documentProblem(steps: Steps, document: object): ValueProblem | undefined {
  if (documentText(steps[1]!, document) !== undefined) return undefined
  return {
    message: `${formatPointer(steps)} is a structured document whose name does not end in .yaml or .json.`,
    remedy: 'Let the name end in .yaml or .json, or write the document as a string.',
  }
}

function unknownFieldProblem(steps: Steps, field: Extract<FieldSchema, { found: 'unknown' }>): ValueProblem {
  const name = steps[field.depth]!
  const problem = check(field.parent, { [name]: 0 }).find(({ pointer }) => pointer === formatPointer([name]))
  return {
    message: `${formatPointer(steps.slice(0, field.depth + 1))}: ${problem?.message ?? `unknown field ${name}`}.`,
    remedy: problem?.remedy ?? 'Remove it, or check its spelling.',
    isPath: true,
  }
}

function removalProblem(find: (steps: Steps) => FieldSchema, steps: Steps): ValueProblem | undefined {
  const parent = find(steps.slice(0, -1))
  if (parent.found !== 'schema' || !parent.schema.required?.includes(steps.at(-1)!)) return undefined
  return { message: `${formatPointer(steps)} is required and cannot be removed.`, remedy: 'Replace it instead.' }
}

const isDocumentEntry = ({ kind }: KubernetesObject, steps: Steps): boolean =>
  steps.length === 2 && steps[0] === factsOf(kind).documents

/** Whether the steps lead into a structured document, which has no Kubernetes schema. */
const isInDocument = (object: KubernetesObject, steps: Steps): boolean =>
  steps.length > 2 && steps[0] === factsOf(object.kind).documents && isDocument(valueAt(object, steps.slice(0, 2)))

const isDocument = (value: unknown): value is object => isObject(value) || Array.isArray(value)

const isJson = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value === 'object' && value !== null
      ? Object.values(value).every(isJson)
      : true
