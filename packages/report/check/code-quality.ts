import { codeQuality } from '../code-quality.ts'
import type { CheckReport } from './finding.ts'
import { checkResults } from './sarif.ts'

/** A code quality report of GitLab: each finding at its line. */
export const checkCodeQuality = (report: CheckReport): string => codeQuality(checkResults(report))
