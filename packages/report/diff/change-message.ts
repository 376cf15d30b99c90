import type { Change, ObjectChange } from '@thanos-gitops/manifest/change'
import { objectName } from './wording.ts'

/** A change in one paragraph, for annotations. */
export function changeMessage(environment: string, object: ObjectChange, { path, why, message }: Change): string {
  const subject = `${environment}: ${objectName(object)}${path === '' ? '' : ` ${path}`}: ${why}`
  return [
    subject,
    ...(message === undefined ? [] : [`The API server answers: ${message}`]),
    ...(object.remedy === undefined ? [] : [`How to proceed: ${object.remedy.title}.`]),
  ].join(' ')
}
