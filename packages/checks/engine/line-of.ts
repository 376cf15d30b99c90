import type { Place, SourcedObject } from '@thanos-gitops/manifest'
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
