export { compareText } from './compare-text.ts'
export { findingsText, placeText } from './findings-text.ts'
export { blameText, historyText, type OriginLine } from './origins-text.ts'
