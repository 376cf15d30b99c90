import {
  formatPointer,
  groupOf,
  type KubernetesObject,
  labelOf,
  nearest,
  type Place,
  valueAt,
} from '@thanos-gitops/manifest'
import { type Policy, refusal } from '../policy/judge.ts'
import { didYouMean, placeText, type Report } from '../problems.ts'
import { applyOperation, TestFailed } from './apply-operation.ts'
import type { Operation, Patch, Target } from './load-patches.ts'
import { type DeadOperation, deadOperationFinder } from './redundant-operations.ts'
import { resolvePath } from './resolve-path.ts'
import { fitsTarget, meansSeveral } from './select-targets.ts'
import { type ValueProblem, valueProblem } from './validate-value.ts'

/** Who wrote a field after the base did. */
export interface Write {
  readonly layer: 'patch' | 'image'
  readonly op: Operation['op']
  /** With list steps resolved to the indexes of the moment. */
  readonly pointer: string
  /** Where a move or a copy took the value. */
  readonly from?: string
  /** What add and replace wrote. */
  readonly value?: unknown
  /** Where it says so: the value, or what stands within it at some steps; the path where there is no value. */
  place(within?: readonly (string | number)[]): Place
}

export interface PatchedObject {
  readonly object: KubernetesObject
  readonly writes: readonly Write[]
}

/** An object before any patch. */
export interface TargetObject {
  readonly object: KubernetesObject
  readonly component: string
}

export interface PatchContext {
  readonly kubernetesVersion: string
  /** Absent: patches may change everything. */
  readonly policy: Policy | undefined
  /** The objects of the components that the environment has switched off: component by label. */
  absent(): ReadonlyMap<string, string>
}

export interface PatchResult {
  readonly objects: readonly PatchedObject[]
  readonly dead: readonly DeadOperation[]
  /** Patches whose object's component is switched off. */
  readonly off: readonly OffPatch[]
}

export interface OffPatch {
  readonly target: Target
  readonly component: string
}

interface Patched {
  object: KubernetesObject
  readonly component: string
  readonly writes: Write[]
}

/** Applies all patches in order. What cannot be applied is reported, and the others go on. */
export function applyPatches(
  objects: readonly TargetObject[],
  patches: readonly Patch[],
  context: PatchContext,
  report: Report,
): PatchResult {
  const patched = objects.map(({ object, component }): Patched => ({ object, component, writes: [] }))
  const byLabel = Map.groupBy(patched, ({ object }) => labelOf(object))
  const dead = deadOperationFinder()
  const off: OffPatch[] = []
  for (const { target, operations } of patches) {
    if (!meansSeveral(target)) {
      const label = `${target.kind}/${target.name}`
      const component = byLabel.has(label) ? undefined : context.absent().get(label)
      if (component !== undefined) {
        off.push({ target, component })
        continue
      }
    }
    for (const found of meansSeveral(target)
      ? findSeveral(target, patched, report)
      : (findTarget(target, byLabel, report) ?? []))
      for (const operation of operations) {
        const before = found.object
        const result = applyOne(found, operation, context, report)
        if (result === undefined) continue
        found.object = result.object
        dead.applied(found, { operation, before, after: result.object, steps: result.steps, from: result.from })
        if (operation.op !== 'test') found.writes.push(writeOf(operation, result))
      }
  }
  return { objects: patched, dead: dead.found(), off }
}

function findSeveral(target: Target, objects: readonly Patched[], report: Report): readonly Patched[] {
  const found = objects.filter(({ object, component }) => fitsTarget(target, object, component))
  if (found.length === target.expect) return found
  const labels = found.map(({ object }) => labelOf(object)).sort()
  report(
    'patch-target-count',
    target.place('expect'),
    `The target expects ${target.expect} objects and means ${found.length}${labels.length > 0 ? `: ${labels.join(', ')}` : ''}.`,
    labels.length > 0
      ? `If these are meant, write expect: ${labels.length}.`
      : 'Mend the target: thanos-gitops list ENVIRONMENT names all objects and components.',
  )
  return []
}

const writeOf = (operation: Operation, { steps, from }: Applied): Write => ({
  layer: 'patch',
  op: operation.op,
  pointer: formatPointer(steps),
  ...(from === undefined ? {} : { from: formatPointer(from) }),
  ...('value' in operation ? { value: operation.value } : {}),
  place: (within) => ('value' in operation ? operation.place('value', within) : operation.place('path')),
})

function findTarget(
  target: Target,
  byLabel: ReadonlyMap<string, readonly Patched[]>,
  report: Report,
): readonly [Patched] | undefined {
  const label = `${target.kind}/${target.name}`
  const found = (byLabel.get(label) ?? []).filter(
    ({ object }) =>
      (target.group === undefined || target.group === groupOf(object.apiVersion)) &&
      (target.namespace === undefined || target.namespace === object.metadata.namespace),
  )
  if (found.length === 1) return [found[0]!]
  if (found.length > 1) {
    const places = found.map(({ object }) => `${object.apiVersion} in ${object.metadata.namespace ?? 'no namespace'}`)
    report(
      'patch-target-ambiguous',
      target.place(),
      `${label} matches ${found.length} objects.`,
      `Add group or namespace: ${places.join('; ')}.`,
    )
    return undefined
  }
  const sameKind = [...byLabel.keys()].filter((other) => other.startsWith(`${target.kind}/`))
  const sameName = [...byLabel.keys()].filter((other) => other.endsWith(`/${target.name}`))
  const near = nearest(label, sameKind) ?? sameName[0] ?? nearest(label, byLabel.keys())
  const others =
    sameKind.length > 0 ? `There are ${sameKind.join(', ')}.` : 'thanos-gitops list ENVIRONMENT names all objects.'
  report(
    'patch-target-missing',
    target.place('name'),
    `No object of this environment is ${label}.`,
    didYouMean(near) ?? others,
  )
  return undefined
}

interface Applied {
  readonly object: KubernetesObject
  /** Where it wrote, without list steps and `-`. */
  readonly steps: readonly string[]
  readonly from: readonly string[] | undefined
}

function applyOne(
  { object, component }: Patched,
  operation: Operation,
  { kubernetesVersion, policy }: PatchContext,
  report: Report,
): Applied | undefined {
  const { op } = operation
  const label = labelOf(object)
  const resolve = (field: 'path' | 'from', path: readonly string[], mayAdd: boolean): readonly string[] | undefined => {
    const resolved = resolvePath(object, path, mayAdd)
    if ('steps' in resolved) return resolved.steps
    report(resolved.code, operation.place(field), `${label}: ${resolved.message}`, resolved.remedy)
    return undefined
  }
  const from = operation.from && resolve('from', operation.from, false)
  const steps = resolve('path', operation.path, op === 'add' || op === 'move' || op === 'copy')
  if (steps === undefined || (operation.from && from === undefined)) return undefined

  const identity = op === 'test' ? undefined : [steps, ...(op === 'move' && from ? [from] : [])].find(touchesIdentity)
  if (identity !== undefined) {
    report(
      'patch-changes-identity',
      operation.place('path'),
      `${label}: a patch must not change ${formatPointer(identity) || 'the whole object'}, which says what object this is.`,
      'Change the base, or the namespace in environment.yaml.',
    )
    return undefined
  }

  try {
    const plain = {
      op,
      path: steps,
      ...(from ? { from } : {}),
      ...('value' in operation ? { value: operation.value } : {}),
    }
    const result = applyOperation(object, plain) as KubernetesObject
    const written = op === 'test' || op === 'remove' ? undefined : writtenAt(object, steps)
    const removed = op === 'remove' ? steps : op === 'move' ? from : undefined
    const problem: ValueProblem | undefined =
      argumentProblem(operation) ?? valueProblem(kubernetesVersion, result, written, removed)
    if (problem !== undefined) {
      report(
        'patch-value-invalid',
        operation.place('value' in operation && !problem.path ? 'value' : 'path'),
        `${label}: ${problem.message}`,
        problem.remedy,
      )
      return undefined
    }
    const inserted = op !== 'replace' && Array.isArray(valueAt(object, steps.slice(0, -1)))
    const refused =
      policy && op !== 'test'
        ? refusal(policy, { component, before: object, after: result, written, removed, inserted }, placeText)
        : undefined
    if (refused !== undefined) {
      report(
        'patch-policy',
        operation.place('value' in operation && !refused.path ? 'value' : 'path'),
        refused.message,
        refused.remedy,
      )
      return undefined
    }
    return { object: result, steps: writtenAt(object, steps), from }
  } catch (error) {
    if (error instanceof TestFailed) {
      const found = JSON.stringify(valueAt(object, steps))
      report(
        'patch-test-failed',
        operation.place('value'),
        `${label}: ${formatPointer(steps)} is ${found}, not ${JSON.stringify(operation.value)}.`,
        'The base has changed: look whether the operations below still mean the right thing.',
      )
      return undefined
    }
    if (error instanceof RangeError) {
      report('patch-path-invalid', operation.place('from'), `${label}: ${error.message}`)
      return undefined
    }
    throw error
  }
}

const identityPaths = [['apiVersion'], ['kind'], ['metadata', 'name'], ['metadata', 'namespace']]

const touchesIdentity = (steps: readonly string[]): boolean =>
  identityPaths.some(
    (path) => path.slice(0, steps.length).every((step, depth) => step === steps[depth]) && steps.length <= path.length,
  )

/** The steps with `-` made the index that it wrote to. */
function writtenAt(before: unknown, steps: readonly string[]): readonly string[] {
  if (steps.at(-1) !== '-') return steps
  return [...steps.slice(0, -1), String((valueAt(before, steps.slice(0, -1)) as unknown[]).length)]
}

/** `replace` of `[--log.level]` gives the whole new argument: another flag there is a slip. */
function argumentProblem({ op, path, value }: Operation): { message: string; remedy: string } | undefined {
  const flag = /^\[(--[^=\]]+)\]$/.exec(path.at(-1) ?? '')?.[1]
  if (op !== 'replace' || flag === undefined || typeof value !== 'string') return undefined
  if (value === flag || value.startsWith(`${flag}=`)) return undefined
  const meant = value.startsWith('-') ? `${flag}=…` : `${flag}=${value}`
  return {
    message: `the value replaces the whole argument ${flag}, but begins otherwise.`,
    remedy: `Write value: ${meant}.`,
  }
}
