export { type Promotion, promote, type Side } from './promote.ts'
export { renderTexts, type Texts } from './texts.ts'
export { type Tidied, tidyPatches } from './tidy.ts'
