import { resolve } from 'node:path'

/** The repository's root, for the tests that judge it as a whole. */
export const root = resolve(import.meta.dirname, '../..')
