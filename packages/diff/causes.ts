import type { SourcedObject } from '@thanos-gitops/manifest'
import type { Cause, Change } from '@thanos-gitops/manifest/change'

/** With the source lines: where the field stands on both sides, and who wrote it. Looked up when somebody reads them, as that parses texts again. */
export function withCause(change: Change, before: SourcedObject | undefined, after: SourcedObject | undefined): Change {
  const { pointer, pointerBefore = pointer } = change
  return {
    ...change,
    get cause() {
      return {
        ...(before ? { before: side(before, pointerBefore) } : {}),
        ...(after ? { after: side(after, pointer) } : {}),
      }
    },
  }
}

function side(sourced: SourcedObject, pointer: string): NonNullable<Cause['after']> {
  const origins = sourced.origins?.(pointer)
  return { place: sourced.place(pointer), ...(origins && origins.length > 0 ? { origins } : {}) }
}
