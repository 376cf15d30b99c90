import type { Change, ObjectChange } from '@thanos-gitops/manifest/change'
import { differing } from './differing.ts'
import { objectName } from './wording.ts'

/** A change in one paragraph, for annotations: where, the values, what happens, and how to proceed. @param where the environments */
export function changeMessage(
  where: string,
  object: ObjectChange,
  { path, before, after, why, message }: Change,
): string {
  const values = path === '' ? '' : ` ${path}: ${differing(before, after).join(' → ')}`
  return [
    `${where}: ${objectName(object)}${values}. ${why}`,
    ...(message === undefined ? [] : [`The API server answers: ${message}`]),
    ...(object.remedy === undefined ? [] : [`How to proceed: ${object.remedy.title}.`]),
  ].join(' ')
}
