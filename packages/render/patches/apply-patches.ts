import { formatPointer, type KubernetesObject, type ReportProblem } from '@thanos-gitops/manifest'
import type { Policy } from '../policy/refusal.ts'
import { type AppliedOperation, applyToObject } from './apply-to-object.ts'
import { findOne, findSeveral, objectsByLabel } from './find-targets.ts'
import { operationLimits } from './operation-limits.ts'
import type { FieldWrite, Operation, Patch, PatchedObject, Target, TargetObject } from './patch.ts'
import { type RecordedOperation, type RedundantOperation, redundantOperationFinder } from './redundant-operations.ts'
import { type ReplacingAddition, replacingAddition } from './replacing-additions.ts'
import { canMatchSeveral } from './select-targets.ts'

export interface PatchContext {
  readonly kubernetesVersion: string
  /** Undefined where patches may change everything. */
  readonly policy: Policy | undefined
  /** The component, or the setting, without which the environment does not have an object, by the object's label. */
  disabledObjects(): ReadonlyMap<string, string>
}

export interface PatchResult {
  readonly objects: readonly PatchedObject[]
  readonly redundant: readonly RedundantOperation[]
  readonly replacing: readonly ReplacingAddition[]
  /** Patches for components that the environment does not have. They are not applied. */
  readonly disabled: readonly DisabledPatch[]
}

export interface DisabledPatch extends Patch {
  readonly component: string
}

interface MutablePatchedObject extends TargetObject {
  object: KubernetesObject
  readonly writes: FieldWrite[]
}

/** Applies all patches in order. An operation that cannot be applied is reported, and the others are still applied. */
export function applyPatches(
  objects: readonly TargetObject[],
  patches: readonly Patch[],
  context: PatchContext,
  report: ReportProblem,
): PatchResult {
  const patched = objects.map(({ object, component }): MutablePatchedObject => ({ object, component, writes: [] }))
  const byLabel = objectsByLabel(patched)
  const withinLimits = operationLimits(report)
  const finder = redundantOperationFinder()
  const replacing = new Map<Operation, ReplacingAddition>()
  const disabled: DisabledPatch[] = []
  for (const { target, operations } of patches) {
    const component = byLabel.has(labelOfTarget(target)) ? undefined : disabledComponent(target, context)
    if (component !== undefined) {
      disabled.push({ target, operations, component })
      continue
    }
    const matches = canMatchSeveral(target) ? findSeveral(target, patched, report) : findOne(target, byLabel, report)
    for (const found of matches)
      for (const recorded of applyOperations(found, withinLimits(found.object, operations), context, report)) {
        finder.record(found, recorded)
        const addition = replacingAddition(recorded)
        if (addition !== undefined) replacing.set(recorded.operation, addition)
      }
  }
  return { objects: patched, redundant: finder.found(), replacing: [...replacing.values()], disabled }
}

const labelOfTarget = ({ kind, name }: Target): string => `${kind}/${name}`

const disabledComponent = (target: Target, context: PatchContext): string | undefined =>
  canMatchSeveral(target) ? undefined : context.disabledObjects().get(labelOfTarget(target))

/** Changes the object and yields the operations that were applied, one at a time: all states of an object would fill the memory. */
function* applyOperations(
  found: MutablePatchedObject,
  operations: readonly Operation[],
  context: PatchContext,
  report: ReportProblem,
): Iterable<RecordedOperation> {
  for (const operation of operations) {
    const { object: before } = found
    const result = applyToObject(found, operation, context)
    if ('problems' in result) {
      for (const { code, field, message, remedy, within } of result.problems)
        report(code, operation.place(field, within), message, remedy)
      continue
    }
    found.object = result.after
    if (operation.op !== 'test') found.writes.push(writeOf(operation, result))
    yield { ...result, operation, before }
  }
}

const writeOf = (operation: Operation, { steps, from }: AppliedOperation): FieldWrite => ({
  layer: 'patch',
  op: operation.op,
  pointer: formatPointer(steps),
  ...(from === undefined ? {} : { from: formatPointer(from) }),
  ...('value' in operation ? { value: operation.value } : {}),
  ...(operation.used === undefined ? {} : { used: operation.used }),
  ...(operation.digest === undefined ? {} : { digest: operation.digest }),
  place: (within) => ('value' in operation ? operation.place('value', within) : operation.place('path')),
})
