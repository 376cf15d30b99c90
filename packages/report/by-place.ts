import type { Finding } from '@thanos-gitops/manifest'

/** Sorts findings by file, line and column. */
export const byPlace = ({ place: a }: Finding, { place: b }: Finding): number =>
  compareText(a?.file ?? '', b?.file ?? '') || (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0)

/** The same, and findings of one place by their code. */
export const byPlaceAndCode = (a: Finding, b: Finding): number => byPlace(a, b) || compareText(a.code, b.code)

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
