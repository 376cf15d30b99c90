export { type EditableEnvironment, readEditableEnvironments } from './editable-environments.ts'
export { changedFiles, type SourceFiles, sourceDifference, writeSources } from './source-files.ts'
