/**
 * An environment in the working tree, at a git revision or in a folder.
 *
 * | import | what it offers |
 * | --- | --- |
 * | `@thanos-gitops/workspace` | the root of the repository, its base, rendered environments, the files that a render writes |
 * | `…/environment` | a rendered environment with the sources of each field |
 * | `…/comparison` | the two sides of a diff: environments against a git revision or a folder, or two folders |
 * | `…/check` | checks of environments, or of files and folders |
 * | `…/validate` | validates the committed manifests of environments, with the sources of their fields |
 * | `…/explain` | the sources of a field, an object, a line of a rendered file, or all lines of environments |
 * | `…/edit` | the source files of environments, to be changed: promote, tidy |
 * | `…/pins` | the revisions that environments are pinned to, and what moving a pin changes |
 * | `…/rings` | the order of the environments, and how many of them one pull request may reach |
 * | `…/git` | branches with files that are not in the working tree |
 * | `…/size` | the sizes of an environment, and those that its load needs |
 * | `…/import` | environments and components from the objects of clusters, proved before they are written |
 * | `…/suggestions` | names for shell completion, read from file names only |
 *
 * Only this package loads `base/` and starts git. Functions return data and throw a `Failure`; they print nothing.
 */

export { type BundledBase, loadBase, useBase } from './base/load-base.ts'
export {
  changedEnvironmentRenderer,
  environmentRenderer,
  environmentSettingsReader,
  readEnvironments,
  renderEnvironments,
} from './environments.ts'
export {
  hasLayerFindings,
  type LayerReview,
  type LayerUsers,
  layerReview,
  layerUsers,
  tidiedLayerUsers,
} from './layers.ts'
export { outputDrift, restoredFiles } from './output-drift.ts'
export {
  type FleetChange,
  fleetDrift,
  outputsOf,
  readDeliverySettings,
  writeFleet,
  writeOutputs,
} from './outputs.ts'
export { isPathArgument } from './path-argument.ts'
export { findRoot, requireRoot } from './repository-root.ts'
export { pinnedBaseFolder } from './sources/environment-sources.ts'
export { type RenderMemory, renderMemory, type UnchangedEnvironment } from './unchanged/render-memory.ts'
