export { ownComponentFile, ownComponentsFile, withListedComponent } from './listed-component.ts'
export type { LocatedOperation } from './located-operation.ts'
export {
  type LayerGroup,
  type Move,
  moveToEnvironments,
  moveToLayer,
} from './move-operations.ts'
export { moveSource } from './move-source.ts'
export { linesOfOperation } from './patch-items.ts'
export { type MovedTarget, type Promotion, promote } from './promote.ts'
export type { PromotionSide } from './promotion-side.ts'
export { type Restart, type RestartOptions, restart } from './restart.ts'
export { type Resize, resize, sizeFileOf, withoutSizes } from './size.ts'
export { type SizeField, sizeFields } from './size-fields.ts'
export { sizePatches } from './size-patches.ts'
export { withoutSizeOperations } from './size-removal.ts'
export type { SourceFiles } from './source-files.ts'
export { type Tidied, tidyPatches } from './tidy.ts'
export { tidyLayers } from './tidy-layers.ts'
