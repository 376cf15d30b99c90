import type { Origin, Place } from '@thanos-gitops/manifest'
import { once } from './once.ts'

/**
 * An origin whose place is looked up when it is read: that parses the file, and of the many fields of an object, few are reported.
 *
 * @param start where the whole value begins, for a part of it
 */
export function originAt(
  place: () => Place,
  { layer, ...rest }: Omit<Origin, 'place' | 'start'>,
  start?: () => Place,
): Origin {
  const found = once(place)
  const origin: Origin = {
    layer,
    get place() {
      return found()
    },
    ...rest,
  }
  return start === undefined ? origin : Object.defineProperty(origin, 'start', { get: once(start), enumerable: true })
}
