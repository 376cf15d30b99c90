export {
  type ClusterObject,
  type ExternalSecret,
  type ImportedCluster,
  type ReadCluster,
  type SelectOptions,
  type SkippedObject,
  selectObjects,
} from './cluster-objects.ts'
export { componentSource } from './component-source.ts'
export { type StoredObjects, withoutDefaults } from './default-fields.ts'
export type { DerivedComponent, NearBase } from './derive.ts'
export { derivedSource } from './derived-source.ts'
export { differencesFrom, type ObjectDifference } from './differences.ts'
export { type EnvironmentSettings, environmentSources, layerSources } from './environment-source.ts'
export type { ImportedComponent } from './group-components.ts'
export { type MissingRule, missingRules } from './missing-rules.ts'
export type { Judge, SplitObject } from './patchable.ts'
export { type ImportPlan, type PlannedEnvironment, planImport } from './plan.ts'
