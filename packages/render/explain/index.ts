export { baseFindings } from './base-findings.ts'
export { type ExplainedLine, type ExplainedManifest, manifestOf } from './explained-manifest.ts'
export { explainer } from './explainer.ts'
export type { FieldHistory } from './field-history.ts'
