export type { CheckFormat, CheckFormatOptions, CheckReport, ReportedFinding, Rule } from './finding.ts'
export { checkFormats } from './formats.ts'
export { checkListText } from './list-text.ts'
export { mergeFindings } from './merge-findings.ts'
