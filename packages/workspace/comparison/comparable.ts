import { type Finding, identityOf, type SourcedObject } from '@thanos-gitops/manifest'

/** What was read of one side. */
export interface ReadSide {
  readonly objects: readonly SourcedObject[]
  /** Files that were not read, and objects that appear twice. */
  readonly problems: readonly Finding[]
}

export interface ComparableSides {
  readonly before: readonly SourcedObject[]
  readonly after: readonly SourcedObject[]
}

/**
 * The objects of both sides that can be compared. An object that appears twice on a side is left out of both. A file with a problem
 * may lack objects: those of the same file on the other side are left out too, because they would look new or removed.
 *
 * @param relative the file of an object as both sides name it
 */
export function comparable(before: ReadSide, after: ReadSide, relative: (file: string) => string): ComparableSides {
  if (before.problems.length + after.problems.length === 0) return { before: before.objects, after: after.objects }
  const repeated = new Set([...repeatedIn(before.objects), ...repeatedIn(after.objects)])
  const without = (side: ReadSide, other: ReadSide): readonly SourcedObject[] => {
    const unreadable = new Set(other.problems.flatMap(({ place }) => (place ? [relative(place.file)] : [])))
    const partners = new Set(other.objects.map(({ object }) => identityOf(object)))
    return side.objects.filter(
      ({ object, place }) =>
        !repeated.has(identityOf(object)) &&
        (partners.has(identityOf(object)) || !unreadable.has(relative(place('').file))),
    )
  }
  return { before: without(before, after), after: without(after, before) }
}

function repeatedIn(objects: readonly SourcedObject[]): readonly string[] {
  const seen = new Set<string>()
  return objects.flatMap(({ object }) => {
    const identity = identityOf(object)
    if (seen.has(identity)) return [identity]
    seen.add(identity)
    return []
  })
}
