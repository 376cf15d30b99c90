import type { Finding } from '@thanos-gitops/manifest'

/** A finding of a check, or of the reader. */
export interface ReportedFinding extends Finding {
  /** The same as long as the same is wrong with the same field, on whichever line it stands. */
  readonly key?: string
}

/** What a report says of a check. */
export interface Rule {
  readonly name: string
  readonly id?: string
  readonly severity: Finding['severity']
  readonly why: string
  readonly remedy: string
  readonly source: string
}

export const byPlace = (a: Finding, b: Finding): number =>
  compare(a.place?.file ?? '', b.place?.file ?? '') ||
  (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
  (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
  compare(a.code, b.code)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
