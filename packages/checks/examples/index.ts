export { type Example, exampleOf, parseExample, readExample, type Stacks } from './example.ts'
export { exampleFindings } from './example-problems.ts'
