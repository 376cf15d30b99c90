export { findingsText, placeText } from './findings-text.ts'
