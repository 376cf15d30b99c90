// The folder of this product in the cache of the user: clones share it, and `npm ci` does not delete it.
import { homedir } from 'node:os'
import { join } from 'node:path'

/** What decides where the folder is. For tests. */
interface Machine {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly platform?: string
  readonly home?: string
}

/**
 * The path of a file or folder in the user's cache: below `THANOS_GITOPS_CACHE` if that variable is set, else below `thanos-gitops`
 * where the operating system keeps caches (XDG Base Directory Specification, `~/Library/Caches`, `%LOCALAPPDATA%`). Everything in it
 * can be built again.
 */
export function userCache(
  path = '',
  { env = process.env, platform = process.platform, home = homedir() }: Machine = {},
) {
  const folder = env.THANOS_GITOPS_CACHE || join(cachesOf(platform, env, home), 'thanos-gitops')
  return join(folder, path)
}

function cachesOf(platform: string, env: NonNullable<Machine['env']>, home: string): string {
  if (platform === 'darwin') return join(home, 'Library/Caches')
  if (platform === 'win32') return env.LOCALAPPDATA || join(home, 'AppData/Local')
  return env.XDG_CACHE_HOME || join(home, '.cache')
}
