export { originsFinder } from './origins-finder.ts'
export { refuseUnrendered } from './unrendered.ts'
