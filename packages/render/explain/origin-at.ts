import type { Origin, Place } from '@thanos-gitops/manifest'
import { once } from './once.ts'

/**
 * An origin whose place is looked up when it is read: that parses the file, and of the many fields of an object, few are reported.
 */
export function originAt(place: () => Place, { layer, ...rest }: Omit<Origin, 'place'>): Origin {
  const found = once(place)
  return {
    layer,
    get place() {
      return found()
    },
    ...rest,
  }
}
