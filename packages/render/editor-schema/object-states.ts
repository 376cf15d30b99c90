import { isObject, type KubernetesObject, parsePointer, valueAt } from '@thanos-gitops/manifest'
import { applyOperation } from '../patches/apply-operation.ts'
import type { ShownWrite } from './shown-writes.ts'

/** Whether a write can add or remove fields. Patches that only set values do not change the schema. */
export const isStructural = ({ op, value }: ShownWrite): boolean =>
  op !== 'replace' || (typeof value === 'object' && value !== null)

/**
 * The object of the base, and the object after each patch that added or removed fields. Of successive additions to mappings, only
 * the last state is returned, because it has the fields of all.
 *
 * @param writes structural ones
 */
export function statesOf(object: KubernetesObject, writes: readonly ShownWrite[]): readonly KubernetesObject[] {
  const states = [object]
  let extendsLast = false
  for (const { op, pointer, from, value } of writes) {
    const last = states.at(-1)
    const path = parsePointer(pointer)!
    const state = applyOperation(last, {
      op,
      path,
      ...(from === undefined ? {} : { from: parsePointer(from)! }),
      ...(value === undefined ? {} : { value }),
    }) as KubernetesObject
    const isAddition = op === 'add' && isObject(valueAt(last, path.slice(0, -1))) && valueAt(last, path) === undefined
    if (isAddition && extendsLast) states.pop()
    states.push(state)
    extendsLast = isAddition
  }
  return states
}
