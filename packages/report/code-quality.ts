import { type SarifResult, withFingerprints } from './sarif.ts'

/** https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
const severities = { error: 'critical', warning: 'major', note: 'info' } as const

/** A file that exists in each repository: GitLab requires a place, and shows a result without one at none of the changed lines. */
const noPlace = 'environments/delivery.yaml'

/** A code quality report of GitLab, which a merge request shows: each result at its line. */
export const codeQuality = (results: readonly SarifResult[]): string =>
  `${JSON.stringify(
    withFingerprints(results).map(({ result: { ruleId, level, text, place }, fingerprint }) => ({
      description: text,
      check_name: ruleId,
      fingerprint,
      severity: severities[level],
      location: { path: place?.file ?? noPlace, lines: { begin: place?.line ?? 1 } },
    })),
    null,
    2,
  )}\n`
