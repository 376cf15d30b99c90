export type { Comparison, Sides } from './comparison.ts'
export { applicationOf, compareEnvironments } from './environment-comparison.ts'
export { compareFolders, type FolderComparisonOptions } from './folder-comparison.ts'
export { declaredRemovals } from './removals.ts'
