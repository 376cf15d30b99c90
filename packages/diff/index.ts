export type { StackNames } from './context.ts'
export { type DiffOptions, diffManifests } from './diff.ts'
export { type Prices, readPrices } from './prices.ts'
