export { type Example, exampleOf, parseExample, type Stacks } from './example.ts'
export { exampleFindings } from './example-problems.ts'
