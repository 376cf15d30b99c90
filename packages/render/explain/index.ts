export { baseFindings } from './base-findings.ts'
export type { ExplainedLine, ExplainedManifest } from './explained-manifest.ts'
export { explainer } from './explainer.ts'
export type { FieldHistory } from './field-history.ts'
