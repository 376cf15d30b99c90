export { explainer, manifestOf, type ExplainedLine, type ExplainedManifest } from './explain-manifests.ts'
export type { FieldHistory } from './history.ts'
