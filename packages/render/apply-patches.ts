import { formatPointer, groupOf, labelOf, nearest, valueAt, type KubernetesObject, type Place } from '@thanos-gitops/manifest'
import { applyOperation, TestFailed } from './apply-operation.ts'
import type { Operation, Patch, Target } from './load-patches.ts'
import { didYouMean, type Report } from './problems.ts'
import { resolvePath } from './resolve-path.ts'
import { valueProblem, type ValueProblem } from './value-problem.ts'

/** Who wrote a field after the base did. */
export interface Write {
  readonly layer: 'patch' | 'image'
  readonly op: Operation['op']
  /** With list steps resolved to the indexes of the moment. */
  readonly pointer: string
  place(): Place
}

export interface PatchedObject {
  readonly object: KubernetesObject
  readonly writes: readonly Write[]
}

/** Applies all patches in order. What cannot be applied is reported, and the others go on. */
export function applyPatches(objects: readonly KubernetesObject[], patches: readonly Patch[], kubernetesVersion: string, report: Report): readonly PatchedObject[] {
  const patched = objects.map((object) => ({ object, writes: [] as Write[] }))
  const byLabel = Map.groupBy(patched, ({ object }) => labelOf(object))
  for (const { target, operations } of patches) {
    const found = findTarget(target, byLabel, report)
    if (found === undefined) continue
    for (const operation of operations) {
      const result = applyOne(found.object, operation, kubernetesVersion, report)
      if (result === undefined) continue
      found.object = result.object
      if (operation.op !== 'test')
        found.writes.push({ layer: 'patch', op: operation.op, pointer: formatPointer(result.steps), place: () => operation.place('path') })
    }
  }
  return patched
}

function findTarget<T extends { object: KubernetesObject }>(target: Target, byLabel: ReadonlyMap<string, readonly T[]>, report: Report): T | undefined {
  const label = `${target.kind}/${target.name}`
  const found = (byLabel.get(label) ?? []).filter(
    ({ object }) =>
      (target.group === undefined || target.group === groupOf(object.apiVersion)) &&
      (target.namespace === undefined || target.namespace === object.metadata.namespace),
  )
  if (found.length === 1) return found[0]
  if (found.length > 1) {
    const places = found.map(({ object }) => `${object.apiVersion} in ${object.metadata.namespace ?? 'no namespace'}`)
    report('patch-target-ambiguous', target.place(), `${label} matches ${found.length} objects.`, `Add group or namespace: ${places.join('; ')}.`)
    return undefined
  }
  const sameKind = [...byLabel.keys()].filter((other) => other.startsWith(`${target.kind}/`))
  const sameName = [...byLabel.keys()].filter((other) => other.endsWith(`/${target.name}`))
  const near = nearest(label, sameKind) ?? sameName[0] ?? nearest(label, byLabel.keys())
  const others = sameKind.length > 0 ? `There are ${sameKind.join(', ')}.` : 'thanos-gitops list ENVIRONMENT names all objects.'
  report('patch-target-missing', target.place('name'), `No object of this environment is ${label}.`, didYouMean(near) ?? others)
  return undefined
}

function applyOne(
  object: KubernetesObject,
  operation: Operation,
  kubernetesVersion: string,
  report: Report,
): { object: KubernetesObject; steps: readonly string[] } | undefined {
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
    const plain = { op, path: steps, ...(from ? { from } : {}), ...('value' in operation ? { value: operation.value } : {}) }
    const result = applyOperation(object, plain) as KubernetesObject
    const written = op === 'test' || op === 'remove' ? undefined : writtenAt(object, steps)
    const removed = op === 'remove' ? steps : op === 'move' ? from : undefined
    const problem: ValueProblem | undefined = argumentProblem(operation) ?? valueProblem(kubernetesVersion, result, written, removed)
    if (problem !== undefined) {
      report('patch-value-invalid', operation.place('value' in operation && !problem.path ? 'value' : 'path'), `${label}: ${problem.message}`, problem.remedy)
      return undefined
    }
    return { object: result, steps }
  } catch (error) {
    if (error instanceof TestFailed) {
      const found = JSON.stringify(valueAt(object, steps))
      report('patch-test-failed', operation.place('value'), `${label}: ${formatPointer(steps)} is ${found}, not ${JSON.stringify(operation.value)}.`, 'The base has changed: look whether the operations below still mean the right thing.')
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
  identityPaths.some((path) => path.slice(0, steps.length).every((step, depth) => step === steps[depth]) && steps.length <= path.length)

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
  return { message: `the value replaces the whole argument ${flag}, but begins otherwise.`, remedy: `Write value: ${meant}.` }
}
