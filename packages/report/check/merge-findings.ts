import type { FurtherPlace } from '@thanos-gitops/manifest'
import { byPlaceAndCode } from '../by-place.ts'
import { placeText } from '../findings-text.ts'
import type { ReportedFinding } from './finding.ts'

/**
 * The findings in the order of their places. A wrong line of the base is wrong in every environment: it is one finding, with all
 * places where it is rendered.
 */
export function mergeFindings(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  const groups = Map.groupBy([...findings].sort(byPlaceAndCode), (finding) => {
    const { place, rendered, code, message } = finding
    return rendered === undefined || place === undefined ? finding : [code, message, placeText(place)].join('\0')
  })
  return [...groups.values()].map(([first, ...others]) =>
    others.length === 0 ? first! : { ...first!, further: [...(first!.further ?? []), ...others.flatMap(placesOf)] },
  )
}

const placesOf = ({ place, rendered, further = [] }: ReportedFinding): readonly FurtherPlace[] => [
  { ...(place === undefined ? {} : { place }), ...(rendered === undefined ? {} : { rendered }) },
  ...further,
]
