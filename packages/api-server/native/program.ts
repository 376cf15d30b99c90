import { join } from 'node:path'
import { isIntact } from '@thanos-gitops/programs/cache-entry'

/** Where the program is for these sources, system and processor. */
export const nativePath = (cache: string, sources: string): string =>
  join(
    cache,
    'native',
    `${sources.slice(0, 16)}-${process.platform}-${process.arch}`,
    process.platform === 'win32' ? 'api-server.exe' : 'api-server',
  )

/** The path of the program if it was built and is intact. */
export function findNative(cache: string, sources: string): string | undefined {
  const path = nativePath(cache, sources)
  return isIntact(path) ? path : undefined
}
