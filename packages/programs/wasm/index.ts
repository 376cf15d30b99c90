/** Go programs as WebAssembly modules: committed, started once, and continued from a snapshot. */

export { withExportedGlobals } from './exports.ts'
export { type Instance, instantiate, programVariables, type Snapshot } from './instance.ts'
export { type ModuleFiles, moduleFilesOf, moduleToolchain } from './module-build.ts'
export {
  committedDigest,
  digestFileOf,
  digestLineOf,
  moduleFileOf,
  OutdatedModule,
  readCommitted,
  sourcesFile,
  UnusableModule,
} from './module-file.ts'
export { entryPath, readSnapshot, saveSnapshot } from './snapshot-entry.ts'
export { sourcesDigest } from './sources.ts'
