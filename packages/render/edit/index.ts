export { promote, type Promotion, type Side } from './promote.ts'
export { renderTexts, type Texts } from './texts.ts'
export { tidyPatches, type Tidied } from './tidy.ts'
