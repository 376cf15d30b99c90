export type { Comparison, Sides } from './comparison.ts'
export { compareEnvironments } from './environment-comparison.ts'
export { compareFolders, type FolderComparisonOptions } from './folder-comparison.ts'
