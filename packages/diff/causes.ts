import type { SourcedObject } from '@thanos-gitops/manifest'
import type { Cause, Change } from '@thanos-gitops/manifest/change'

/**
 * Adds the source lines of a change: where the field is on both sides, and which files set it. They are looked up when they
 * are read first, because that parses files again.
 */
export function withCause(change: Change, before: SourcedObject | undefined, after: SourcedObject | undefined): Change {
  const { pointer, pointerBefore = pointer } = change
  let cause: Cause | undefined
  return {
    ...change,
    get cause() {
      cause ??= {
        ...(before && { before: sourceOf(before, pointerBefore) }),
        ...(after && { after: sourceOf(after, pointer) }),
      }
      return cause
    },
  }
}

function sourceOf(sourced: SourcedObject, pointer: string): NonNullable<Cause['after']> {
  const origins = sourced.origins?.(pointer)
  return { place: sourced.place(pointer), ...(origins && origins.length > 0 && { origins }) }
}
