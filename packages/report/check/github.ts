import { findingsAnnotations } from '../findings-annotations.ts'
import type { CheckReport } from './finding.ts'
import { furtherLines } from './further-places.ts'
import { summaryLine } from './summary.ts'

/** An annotation at the line of the pull request for each finding, and a summary for the log. */
export const checkGithub = (report: CheckReport): string =>
  findingsAnnotations(report.findings, ({ rendered: _rendered, ...source }) => furtherLines(source)) +
  summaryLine(report)
