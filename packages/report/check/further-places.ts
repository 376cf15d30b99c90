import { oneLine } from '@thanos-gitops/manifest'
import { placeText } from '../findings-text.ts'
import type { ReportedFinding } from './finding.ts'

/** The further places that are printed for people. Formats for programs contain all. */
const mostPrinted = 10

/** The lines about the other places of a finding: where its value is rendered, and the places with the same cause. */
export function furtherLines(finding: ReportedFinding): readonly string[] {
  const own = finding.place === undefined ? undefined : placeText(finding.place)
  const isSame = finding.rendered?.file === finding.place?.file && finding.rendered?.line === finding.place?.line
  const renderedLines = new Set(finding.rendered === undefined || isSame ? [] : [rendered(finding.rendered)])
  const others = new Set<string>()
  for (const further of finding.further ?? []) {
    const place = further.place ?? further.rendered
    if (place === undefined) continue
    if (placeText(place) !== own)
      others.add(`also: ${placeText(place)}${further.object === undefined ? '' : `  ${oneLine(further.object)}`}`)
    else if (further.rendered !== undefined) renderedLines.add(rendered(further.rendered))
  }
  return [...limited([...renderedLines]), ...limited([...others])]
}

const rendered = (place: NonNullable<ReportedFinding['rendered']>): string => `rendered: ${placeText(place)}`

const limited = (lines: readonly string[]): readonly string[] =>
  lines.length <= mostPrinted
    ? lines
    : [...lines.slice(0, mostPrinted), `and ${lines.length - mostPrinted} more places, which --format json lists`]
