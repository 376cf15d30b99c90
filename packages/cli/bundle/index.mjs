// @ts-check
// For scripts that write bundles ahead.
export { bundleNames, bundleState } from './read.mjs'
export { writeBundle } from './write.mjs'
