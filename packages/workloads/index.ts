export * from './arguments.ts'
export * from './containers.ts'
export * from './duration.ts'
export {
  type Catalogue,
  cataloguedVersions,
  catalogueOf,
  type Flag,
  type FlagType,
} from './flags/catalogue.ts'
export { type Flags, type FlagUse, flagNamed, type ParsedFlags } from './flags/flag-use.ts'
export * from './flags/removed-flags.ts'
export { valueProblem } from './flags/value-problem.ts'
export * from './go-runtime.ts'
export * from './image.ts'
export * from './metrics/metric-file.ts'
export * from './metrics/metrics.ts'
export * from './operator-pods.ts'
export type * from './pod.ts'
export * from './programs/flag-values.ts'
export { type CataloguedProgram, cataloguedPrograms } from './programs/known.ts'
export * from './programs/program.ts'
export { isShell, type RecognizedProgram, recognizeProgram } from './programs/recognize.ts'
export * from './selector.ts'
export * from './size.ts'
export * from './variables.ts'
export * from './version.ts'
export * from './volume.ts'
export * from './workload.ts'
