import { formatPointer, type KubernetesObject, labelOf, shownValue, valueAt } from '@thanos-gitops/manifest'
import { type Policy, type Refusal, refusals } from '../policy/refusal.ts'
import { applyOperation, TestFailed } from './apply-operation.ts'
import { parseListStep } from './list-step.ts'
import type { Operation, OperationName, TargetObject } from './patch.ts'
import { resolvePath } from './resolve-path.ts'
import { type ValueProblem, valueProblem } from './validate-value.ts'

/** Why an operation is not applied, and which of its fields is wrong. */
export interface OperationProblem {
  readonly code: string
  readonly field: 'path' | 'from' | 'value'
  readonly message: string
  readonly remedy: string
  /** The steps from `value` to a reference whose value is wrong. */
  readonly within?: readonly string[]
}

export interface AppliedOperation {
  readonly after: KubernetesObject
  /** The field that was written or removed, without list steps and `-`. */
  readonly steps: readonly string[]
  readonly from: readonly string[] | undefined
}

interface Context {
  readonly kubernetesVersion: string
  readonly policy: Policy | undefined
}

type Problems = { readonly problems: readonly OperationProblem[] }

/**
 * Applies one operation to an object: resolves its paths, protects the object's identity, applies it, and checks the result
 * with the schema of Kubernetes and with the policy.
 */
export function applyToObject(
  target: TargetObject,
  operation: Operation,
  context: Context,
): AppliedOperation | Problems {
  const { object } = target
  const paths = resolvePaths(object, operation)
  if ('problems' in paths) return paths
  const refused = identityProblem(object, operation, paths)
  if (refused !== undefined) return problem(refused)
  const after = applied(object, operation, paths)
  if ('problems' in after) return after
  const change = changeOf(object, operation, paths)
  const wrong =
    argumentProblem(operation) ?? valueProblem(context.kubernetesVersion, after.object, change.written, change.removed)
  if (wrong !== undefined)
    return problem(fieldProblem('patch-value-invalid', operation, asTyped(wrong, operation), `${labelOf(object)}: `))
  const forbidden = policyProblems(target, after.object, operation, change, context.policy)
  if (forbidden.length > 0) return { problems: forbidden.map((one) => fieldProblem('patch-policy', operation, one)) }
  return { after: after.object, steps: writtenAt(object, paths.steps), from: paths.from }
}

const problem = (one: OperationProblem): Problems => ({ problems: [one] })

/** A problem of the value, or of the path where the operation has no value or the path is wrong. */
const fieldProblem = (
  code: string,
  operation: Operation,
  { message, remedy, isPath, within }: ValueProblem,
  prefix = '',
): OperationProblem => ({
  code,
  field: 'value' in operation && !isPath ? 'value' : 'path',
  message: prefix + message,
  remedy,
  ...(within !== undefined && operation.used?.(within) ? { within } : {}),
})

/** Quotes a number as it is typed: 1.10 and not 1.1, because the remedy is to write the same characters in quotes. */
function asTyped(wrong: ValueProblem, { typed }: Operation): ValueProblem {
  const { number, within } = wrong
  const source = number === undefined ? undefined : typed(within ?? [])
  if (number === undefined || source === undefined) return wrong
  return {
    ...wrong,
    message: wrong.message.replace(`the number ${number}`, `the number ${source}`),
    remedy: wrong.remedy.replace('Write the value in quotes.', `Write it in quotes: "${source}"`),
  }
}

interface ResolvedPaths {
  readonly steps: readonly string[]
  readonly from: readonly string[] | undefined
}

const absentSource = 'Name a field that exists, or use op: add with the value.'
const ifAbsent: Partial<Record<OperationName, string>> = {
  remove: 'Remove this operation: the object does not have the field.',
  move: absentSource,
  copy: absentSource,
}

function resolvePaths(object: KubernetesObject, { op, path, from }: Operation): ResolvedPaths | Problems {
  const problems: OperationProblem[] = []
  const resolve = (field: 'path' | 'from', steps: readonly string[], mayAdd: boolean): readonly string[] => {
    const resolved = resolvePath(object, steps, mayAdd, ifAbsent[op])
    if ('steps' in resolved) return resolved.steps
    const { code, message, remedy } = resolved
    problems.push({ code, field, message: `${labelOf(object)}: ${message}`, remedy })
    return []
  }
  const source = from && resolve('from', from, false)
  const steps = resolve('path', path, op === 'add' || op === 'move' || op === 'copy')
  return problems.length > 0 ? { problems } : { steps, from: source }
}

const identityPaths = [['apiVersion'], ['kind'], ['metadata', 'name'], ['metadata', 'namespace']]

/** Whether a change at these steps replaces a part of the object's identity: at it, or at one of its parents. */
const changesIdentity = (steps: readonly string[]): boolean =>
  identityPaths.some(
    (path) => steps.length <= path.length && path.slice(0, steps.length).every((step, depth) => step === steps[depth]),
  )

function identityProblem(
  object: KubernetesObject,
  { op }: Operation,
  { steps, from }: ResolvedPaths,
): OperationProblem | undefined {
  const changed = op === 'test' ? [] : [steps, ...(op === 'move' && from ? [from] : [])]
  const identity = changed.find(changesIdentity)
  return (
    identity && {
      code: 'patch-changes-identity',
      field: 'path',
      message: `${labelOf(object)}: a patch must not change ${formatPointer(identity) || 'the whole object'}, which identifies the object.`,
      remedy: 'Change the base, or the namespace in environment.yaml.',
    }
  )
}

function applied(
  object: KubernetesObject,
  operation: Operation,
  { steps, from }: ResolvedPaths,
): { readonly object: KubernetesObject } | Problems {
  const { op } = operation
  const label = labelOf(object)
  try {
    const value = 'value' in operation ? { value: operation.value } : {}
    return {
      object: applyOperation(object, { op, path: steps, ...(from ? { from } : {}), ...value }) as KubernetesObject,
    }
  } catch (error) {
    if (error instanceof TestFailed)
      return problem({
        code: 'patch-test-failed',
        field: 'value',
        message: `${label}: ${formatPointer(steps)} is ${shownValue(valueAt(object, steps))}, not ${shownValue(operation.value)}.`,
        remedy:
          'The base has changed. Check whether the operations after this test are still right, then update the test.',
      })
    if (error instanceof RangeError)
      return problem({
        code: 'patch-path-invalid',
        field: 'from',
        message: `${label}: ${error.message}`,
        remedy: 'Move to a path outside of the value, or use op: copy.',
      })
    throw error
  }
}

/** The fields that an operation changes, for the checks. */
interface FieldChange {
  readonly written: readonly string[] | undefined
  readonly removed: readonly string[] | undefined
  /** Whether the value is a new element of a list: then no value was replaced. */
  readonly inserted: boolean
}

const changeOf = (object: KubernetesObject, { op }: Operation, { steps, from }: ResolvedPaths): FieldChange => ({
  written: op === 'test' || op === 'remove' ? undefined : writtenAt(object, steps),
  removed: op === 'remove' ? steps : op === 'move' ? from : undefined,
  inserted: op !== 'replace' && Array.isArray(valueAt(object, steps.slice(0, -1))),
})

const policyProblems = (
  { object, component }: TargetObject,
  after: KubernetesObject,
  { op }: Operation,
  change: FieldChange,
  policy: Policy | undefined,
): readonly Refusal[] =>
  policy && op !== 'test' ? refusals(policy, { component, before: object, after, ...change }) : []

/** The steps, in which `-` is replaced by the index of the new element. */
function writtenAt(before: unknown, steps: readonly string[]): readonly string[] {
  const parent = valueAt(before, steps.slice(0, -1))
  return steps.at(-1) === '-' && Array.isArray(parent) ? [...steps.slice(0, -1), String(parent.length)] : steps
}

/** `replace` of `[--log.level]` takes the whole new argument. A value that begins with another flag is a mistake. */
function argumentProblem({ op, path, value }: Operation): ValueProblem | undefined {
  const step = parseListStep(path.at(-1) ?? '')
  if (op !== 'replace' || step === undefined || !('flag' in step)) return undefined
  const { flag } = step
  if (typeof value !== 'string') return undefined
  if (value === flag || value.startsWith(`${flag}=`)) return undefined
  return {
    message: `the value replaces the whole argument ${flag} but does not begin with it.`,
    remedy: `Write value: ${flag}=${value.startsWith('-') ? '…' : value}.`,
  }
}
