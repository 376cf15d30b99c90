import { join } from 'node:path'

/** The Go module of the program. */
export const sourcesFolder = join(import.meta.dirname, 'program')

/** The committed WebAssembly build of the program. */
export const moduleFolder = join(import.meta.dirname, 'module')

/** What is built or computed from them, which may be deleted. */
export const cacheFolder = join(import.meta.dirname, '../../node_modules/.cache/thanos-gitops/api-server')
