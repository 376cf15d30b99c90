import { join } from 'node:path'
import { userCache } from '@thanos-gitops/programs/user-cache'

/** The Go module of the program. */
export const sourcesFolder = join(import.meta.dirname, 'program')

/** The committed WebAssembly build of the program. */
export const moduleFolder = join(import.meta.dirname, 'module')

/** What is built or computed from them, which may be deleted. Checkouts of one version share it. */
export const cacheFolder = userCache('api-server')

/** The verdicts on the objects of this checkout, and those of all checkouts, which may be deleted. */
export const verdictFolders = {
  own: join(import.meta.dirname, '../../node_modules/.cache/thanos-gitops/api-server/verdicts'),
  shared: userCache('api-server/verdicts'),
}
