import { byPlaceAndCode } from '../by-place.ts'
import { githubAnnotation } from '../github-annotation.ts'
import type { CheckReport } from './finding.ts'
import { furtherLines } from './further-places.ts'
import { summaryLine } from './summary.ts'

/** An annotation at the line of the pull request for each finding, and a summary for the log. */
export function checkGithub(report: CheckReport): string {
  const annotations = [...report.findings].sort(byPlaceAndCode).map((finding) => {
    const { rendered, ...source } = finding
    const { severity, code, message, remedy, place } = source
    const annotated = place?.line === undefined ? (rendered ?? place) : place
    const lines = [message, ...furtherLines(source), remedy].filter((line) => line !== undefined)
    return githubAnnotation(severity, code, annotated, lines.join('\n'))
  })
  return annotations.join('') + summaryLine(report)
}
