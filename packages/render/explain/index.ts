export { baseFindings } from './base-findings.ts'
export type { ExplainedLine, ExplainedManifest } from './explained-manifest.ts'
export { baseHistories, explainer } from './explainer.ts'
export { type FieldHistory, historyAt, isList } from './field-history.ts'
