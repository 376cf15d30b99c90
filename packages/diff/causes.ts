import type { Cause } from '@thanos-gitops/manifest/change'
import type { SourcedObject } from '@thanos-gitops/manifest'

/** The source lines of a change: where the field stands on both sides, and who wrote it, as far as the objects know. */
export function causeOf(pointer: string, before: SourcedObject | undefined, after: SourcedObject | undefined): Cause {
  return { ...(before ? { before: side(before, pointer) } : {}), ...(after ? { after: side(after, pointer) } : {}) }
}

function side(sourced: SourcedObject, pointer: string): NonNullable<Cause['after']> {
  const origins = sourced.origins?.(pointer)
  return { place: sourced.place(pointer), ...(origins && origins.length > 0 ? { origins } : {}) }
}
