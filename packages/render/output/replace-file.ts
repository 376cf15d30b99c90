import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file so that other programs read either its old or its new content, also if this process is killed. A link of this
 * name is replaced, not followed. Throws an error of the file system.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const next = `${path}.${process.pid}`
  try {
    rmSync(next, { force: true })
    writeFileSync(next, content, { flag: 'wx' })
    renameSync(next, path)
  } catch (error) {
    rmSync(next, { force: true })
    throw error
  }
}

/**
 * Removes what `replaceFile` left next to these files in processes that were killed. The files are in one folder. Throws an error
 * of the file system.
 */
export function removeUnfinished(paths: readonly string[]): void {
  const [first] = paths
  if (first === undefined) return
  const folder = dirname(first)
  const names = new Set(paths.map((path) => basename(path)))
  for (const entry of readdirSync(folder)) {
    const [, name = '', owner] = /^(.+)\.([1-9][0-9]*)$/.exec(entry) ?? []
    if (names.has(name) && !isRunning(Number(owner))) rmSync(join(folder, entry), { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return pid !== process.pid
  } catch (error) {
    // EPERM: the process is that of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
