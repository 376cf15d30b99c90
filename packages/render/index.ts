export { applyOperation, type PlainOperation, TestFailed } from './apply-operation.ts'
export type { OffPatch, Write } from './apply-patches.ts'
export { writeDocuments } from './documents.ts'
export { driftFindings } from './drift.ts'
export {
  chooseEnvironments,
  type EnvironmentFiles,
  environmentNames,
  environmentsFolder,
  readEnvironmentFiles,
} from './environment-files.ts'
export { loadEnvironment } from './load-environment.ts'
export { loadPatches, type Operation, type Patch } from './load-patches.ts'
export {
  checksumFile,
  compareFolder,
  type FileState,
  type FolderComparison,
  manifestsFolder,
  type OutputFile,
  outputPath,
} from './manifest-folder.ts'
export { reportInto } from './problems.ts'
export { createRenderer, type Manifest, type RenderedEnvironment, withSettings } from './render.ts'
export { renderWarnings } from './render-warnings.ts'
export { resolvePath } from './resolve-path.ts'
export { componentsOf, objectSelector } from './select-components.ts'
export { type WrittenFolder, writeFolder } from './write-folder.ts'
