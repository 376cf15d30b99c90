export { originsFinder } from './origins-finder.ts'
