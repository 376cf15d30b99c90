import { type KubernetesObject, parsePointer, valueAt } from '@thanos-gitops/manifest'
import type { FieldWrite } from '../patches/patch.ts'
import type { Manifest } from '../render.ts'
import type { EditorSchema } from './editor-schema.ts'
import { everyPatch, everyPath, lineOf, ofObject, shownScalar, titledPath, valueTitle } from './value-titles.ts'

/** Of an environment. With more, the file would be larger than 20 kB. */
export const mostValues = 60

/**
 * The values that patches and image overrides set today, each with the line that sets it: editors show them as titles of paths and values
 * in patches for one object. An environment with more of them has the first ones.
 */
export function todaysValues(manifests: readonly Pick<Manifest, 'object' | 'writes'>[]): EditorSchema {
  let left = mostValues
  const objects = manifests.flatMap(({ object, writes }) => {
    const values = lastWrites(object, writes).slice(0, left)
    left -= values.length
    const rules = values.map((write) => ofWrite(object, write))
    return rules.length === 0 ? [] : [ofObject(object.kind, [object.metadata.name], rules)]
  })
  return objects.length === 0 ? {} : everyPatch(objects)
}

/** What decides the values and their lines, without reading a file again. */
export const todaysInputs = (manifests: readonly Pick<Manifest, 'writes'>[]): readonly unknown[] => {
  const files = new Set(manifests.flatMap(({ writes }) => writes.map((write) => write.digest?.())))
  return [...files, ...manifests.map(({ writes }) => writes.map(({ pointer, value }) => [pointer, shownScalar(value)]))]
}

/** The last write of each field that still exists. */
function lastWrites(object: KubernetesObject, writes: readonly FieldWrite[]): readonly FieldWrite[] {
  const last = new Map<string, FieldWrite>()
  for (const write of writes) {
    last.delete(write.pointer)
    if (write.op !== 'remove') last.set(write.pointer, write)
  }
  return [...last.values()].filter(({ pointer }) => exists(object, parsePointer(pointer)!))
}

/** A path into a document ends at the string that the manifest has instead. */
const exists = (object: KubernetesObject, steps: readonly string[]): boolean =>
  steps.some((_, index) => typeof valueAt(object, steps.slice(0, index + 1)) === 'string') ||
  valueAt(object, steps) !== undefined

const ofWrite = (object: KubernetesObject, { pointer, value, place }: FieldWrite): EditorSchema =>
  titledPath(
    everyPath(object, parsePointer(pointer)!),
    valueTitle('Today', { text: shownScalar(value), line: lineOf(place()) }),
  )
