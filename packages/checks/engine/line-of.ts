import type { Origin, Place, SourcedObject } from '@thanos-gitops/manifest'
import type { Problem } from './check.ts'

/** The line that sets a value, for a message about two values: `environments/a/environment.yaml:4`. */
export const lineOf = (place: Pick<Problem, 'object' | 'pointer' | 'offset'>): string => placeText(sourceOf(place))

/** The place of the source of a value: of the patch or the base if the renderer recorded it, otherwise of the manifest. */
function sourceOf({ object, pointer, offset }: Pick<Problem, 'object' | 'pointer' | 'offset'>): Place {
  const origin = object.origins?.(pointer)[0]
  return origin?.start ?? origin?.place ?? renderedPlace(object, pointer, offset)
}

const renderedPlace = (object: SourcedObject, pointer: string, offset: number | undefined): Place =>
  offset === undefined || object.placeIn === undefined ? object.place(pointer) : object.placeIn(pointer, offset)

const placeText = ({ file, line }: Place): string => (line === undefined ? file : `${file}:${line}`)

type ValuePlace = Pick<Problem, 'object' | 'pointer'>

/** Of two values that do not fit, the one that the last patch sets: without that patch they fit. Otherwise the first one. */
export function changedPlace<T extends ValuePlace>(first: T, second: T): T {
  const [one, other] = [first, second].map(patchOf)
  return other !== undefined && (one === undefined || isAfter(other.place, one.place)) ? second : first
}

function patchOf({ object, pointer }: ValuePlace): Origin | undefined {
  if (object.isPatched?.() === false) return undefined
  // A patch can refer to a setting.
  const origin = object.origins?.(pointer).find(({ layer }) => layer !== 'setting')
  return origin?.layer === 'patch' ? origin : undefined
}

/** Patches of layers apply before those of the environment. */
const isOfLayer = ({ file }: Place): boolean => file.startsWith('environments/layers/')

function isAfter(a: Place, b: Place): boolean {
  if (isOfLayer(a) !== isOfLayer(b)) return isOfLayer(b)
  return a.file === b.file ? (a.line ?? 0) > (b.line ?? 0) : a.file > b.file
}
