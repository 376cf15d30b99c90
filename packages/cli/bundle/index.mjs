// @ts-check
// For scripts that write bundles ahead.
export { bundledCommands, bundleState } from './read.mjs'
export { isWorthwhile, writeBundle } from './write.mjs'
