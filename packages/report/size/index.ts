export { type ComparedAmount, comparisonText, needsText, type SizeInput, sizesJson } from './text.ts'
