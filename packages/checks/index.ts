export type { Check, CheckContext, Problem } from './engine/check.ts'
export { type CheckedManifests, type CheckOptions, checkManifests } from './engine/check-manifests.ts'
export { type Declarations, readDeclarations } from './engine/exceptions.ts'
export { checks } from './registry.ts'
