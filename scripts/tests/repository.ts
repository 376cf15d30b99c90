import { resolve } from 'node:path'

/** The root of the repository, for tests of the repository as a whole. */
export const root = resolve(import.meta.dirname, '../..')
