export type { ComparedSources, Comparison, Sides } from './comparison.ts'
export { deliveryChanges } from './delivery-changes.ts'
export {
  applicationOf,
  comparedNames,
  compareEnvironments,
  type EnvironmentComparer,
  environmentComparer,
} from './environment-comparison.ts'
export { compareFolders, type FolderComparisonOptions } from './folder-comparison.ts'
export { withRefusedConnections } from './refused-connections.ts'
export { declaredRemovals } from './removals.ts'
export { renderedSides } from './rendered-sides.ts'
