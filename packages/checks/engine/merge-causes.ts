import { type FurtherPlace, labelOf } from '@thanos-gitops/manifest'
import type { CheckedFinding, UnplacedFinding } from './run-checks.ts'

/**
 * One finding for each cause of a check, at the place of its first finding, with the places of the others. Findings without a cause
 * remain as they are, and so does their order.
 */
export function mergeCauses(findings: readonly CheckedFinding[]): readonly CheckedFinding[] {
  return [...byCause(findings).values()].map(([first, ...others]) =>
    others.length === 0 ? first! : merge(first!, others),
  )
}

/** How many findings `mergeCauses` would return. */
export const countCauses = (findings: readonly UnplacedFinding[]): number => byCause(findings).size

const byCause = <T extends Pick<UnplacedFinding, 'cause' | 'check'>>(findings: readonly T[]): Map<unknown, T[]> =>
  Map.groupBy(findings, (finding) =>
    finding.cause === undefined ? finding : `${finding.check.name}\0${finding.cause}`,
  )

function merge(first: CheckedFinding, others: readonly CheckedFinding[]): CheckedFinding {
  const all = [first, ...others]
  const severest = all.find(({ severity }) => severity === 'error') ?? first
  const objects = new Set(all.map(({ object }) => object)).size - 1
  const label = labelOf(first.object.object)
  const also = objects === 0 ? '' : ` and ${objects} other ${objects === 1 ? 'object' : 'objects'}`
  return {
    ...first,
    severity: severest.severity,
    message: `${label}${also}${first.message.slice(label.length)}`,
    further: others.map(furtherPlace),
    // The first object can change without another cause.
    key: `cause:${first.cause}`,
  }
}

const furtherPlace = ({ object, place, rendered }: CheckedFinding): FurtherPlace => ({
  object: labelOf(object.object),
  ...(place === undefined ? {} : { place }),
  ...(rendered === undefined ? {} : { rendered }),
})
