export { type Promotion, promote } from './promote.ts'
export type { PromotionSide } from './promotion-side.ts'
export type { SourceFiles } from './source-files.ts'
export { type Tidied, tidyPatches } from './tidy.ts'
