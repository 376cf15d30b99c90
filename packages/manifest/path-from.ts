import * as native from 'node:path'

/** The functions of `node:path` for one system. */
type Paths = Pick<typeof native, 'isAbsolute' | 'relative' | 'sep'>

/**
 * The path from a folder to a file with `/` on every system, as the repository and its outputs write paths. A file on another
 * drive of Windows has no such path: its absolute path is returned.
 */
export function pathFrom(folder: string, file: string, paths: Paths = native): string {
  const path = paths.relative(folder, file)
  return paths.isAbsolute(path) ? path : path.split(paths.sep).join('/')
}

/** Whether a path from a folder leads out of it. */
export const leadsOut = (path: string, paths: Paths = native): boolean =>
  path === '..' || path.startsWith('../') || paths.isAbsolute(path)
