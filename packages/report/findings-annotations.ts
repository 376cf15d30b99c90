import type { Finding } from '@thanos-gitops/manifest'
import { byPlaceAndCode } from './by-place.ts'
import { githubAnnotation } from './github-annotation.ts'

/**
 * An annotation at the line of the pull request for each finding.
 *
 * @param detailsOf lines between the message and the remedy
 */
export const findingsAnnotations = (
  findings: readonly Finding[],
  detailsOf: (finding: Finding) => readonly string[] = () => [],
): string =>
  [...findings]
    .sort(byPlaceAndCode)
    .map((finding) => {
      const { severity, code, message, remedy, place, rendered } = finding
      const annotated = place?.line === undefined ? (rendered ?? place) : place
      const lines = [message, ...detailsOf(finding), remedy].filter((line) => line !== undefined)
      return githubAnnotation(severity, code, annotated, lines.join('\n'))
    })
    .join('')
