export { baseFindings } from './base-findings.ts'
export { type ExplainedLine, type ExplainedManifest, explainer, manifestOf } from './explain-manifests.ts'
export type { FieldHistory } from './history.ts'
