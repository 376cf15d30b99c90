export { type Example, exampleOf, parseExample } from './example.ts'
