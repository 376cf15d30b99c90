export { baseCredentials } from './base/base-credentials.ts'
export { checkBase, isBase } from './base/check-base.ts'
export { withReplicas } from './base/replicas.ts'
export { withSettings } from './base/resolve-references.ts'
export { objectSelector } from './base/select-components.ts'
export { sourceCredentialFindings } from './credentials/source-findings.ts'
export { defaultRetention } from './environment/default-retention.ts'
export {
  chooseEnvironments,
  createEnvironment,
  credentialsAllowedIn,
  type EnvironmentFiles,
  environmentNames,
  environmentsFolder,
  isEnvironmentName,
  type PartialFiles,
  policyFile,
  readEnvironmentFiles,
} from './environment/environment-files.ts'
export { readEnvironmentSettings } from './environment/environment-settings.ts'
export type { FleetReader } from './environment/fleet.ts'
export { isLeftover } from './environment/leftover-folder.ts'
export { clusterName, loadEnvironment } from './environment/load-environment.ts'
export { revisionName } from './environment/load-source.ts'
export {
  type DeadOperations,
  deadEverywhere,
  deadOperationFindings,
  deadOperations,
} from './layers/dead-operations.ts'
export { type DeadSettings, deadSettingFindings, deadSettings } from './layers/dead-settings.ts'
export { type LayerFiles, type LayerReader, layerNames, layerReader } from './layers/layer-files.ts'
export { layerProblems } from './layers/layer-problems.ts'
export { layerOf, layersFolder } from './layers/layers-folder.ts'
export { patchSources } from './layers/patch-sources.ts'
export type { CommittedFiles } from './output/committed-files.ts'
export {
  compareFolder,
  type FileState,
  type FolderComparison,
  manifestsFolder,
  type OutputFile,
  outputPath,
} from './output/compare-folder.ts'
export { deferSignals } from './output/defer-signals.ts'
export { writeDocuments } from './output/documents.ts'
export { driftFindings } from './output/drift.ts'
export { notWritable } from './output/not-writable.ts'
export { isAsRecorded, recordDigest } from './output/recorded-folder.ts'
export { removeUnfinished, replaceFile } from './output/replace-file.ts'
export { type WrittenFolder, writeFolder } from './output/write-folder.ts'
export { applyOperation, type PlainOperation } from './patches/apply-operation.ts'
export type { DisabledPatch } from './patches/apply-patches.ts'
export { loadPatches } from './patches/load-patches.ts'
export type { FieldWrite, Operation, Patch } from './patches/patch.ts'
export { resolvePath } from './patches/resolve-path.ts'
export { loadPolicy } from './policy/load-policy.ts'
export { createRenderer, type Manifest, type RenderedEnvironment } from './render.ts'
export { loadRings, ringsFile } from './rings/load-rings.ts'
export { sourceProblems } from './source-problems.ts'
export { resolveFiles } from './values/resolve-files.ts'
export { layerWarnings, renderWarnings, uselessPatchFindings } from './warnings.ts'
