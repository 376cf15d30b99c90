export { type ExplainedEnvironment, environmentExplainer, explainEnvironment } from './explain-environment.ts'
export { type ExplainedField, explainField } from './explain-field.ts'
export { manifestLine, manifestOfObject } from './find-manifest.ts'
