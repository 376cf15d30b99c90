import type { ManagedFields } from '../kubectl.ts'
import { unionOf } from './field-tree.ts'
import { type DeliveryTool, isHandedOver, managerOf } from './managers.ts'

export interface HandOver {
  /** The managers whose fields belong to the tool now. */
  readonly from: readonly string[]
  readonly managedFields: readonly ManagedFields[]
}

/**
 * The managed fields of an object after the tool took over the fields of people, of these scripts and of the other tool: its next
 * apply removes those that its manifest lacks. Undefined if there are none. As client-go's csaupgrade, it joins only entries of one
 * API version: the fields of another one may not exist in it.
 *
 * @param apiVersion that of the manifest
 */
export function handOver(
  fields: readonly ManagedFields[],
  tool: DeliveryTool,
  apiVersion: string,
): HandOver | undefined {
  const manager = managerOf[tool]
  const own = fields.find(
    (entry) => entry.manager === manager && entry.operation === 'Apply' && (entry.subresource ?? '') === '',
  )
  const version = own?.apiVersion ?? apiVersion
  const taken = fields.filter((entry) => isHandedOver(entry, tool) && entry.apiVersion === version)
  if (taken.length === 0) return undefined
  const joined = [...(own === undefined ? [] : [own]), ...taken]
  const { subresource: _none, ...first } = joined[0]!
  const entry: ManagedFields = {
    ...first,
    manager,
    operation: 'Apply',
    fieldsV1: joined.map(({ fieldsV1 = {} }) => fieldsV1).reduce(unionOf),
  }
  return {
    from: [...new Set(taken.map(({ manager }) => manager))].sort(),
    managedFields: [...fields.filter((other) => !joined.includes(other)), entry],
  }
}

/** A JSON patch that the server refuses if the object has changed meanwhile. */
export const managedFieldsPatch = (managedFields: readonly ManagedFields[], resourceVersion: string): string =>
  JSON.stringify([
    { op: 'replace', path: '/metadata/managedFields', value: managedFields },
    // Not `test`, whose failure is a bad request: with another version, the server answers with a conflict.
    { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
  ])
