import { renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Writes a file so that other programs read either its old or its new content, also if this process is killed. A link of this
 * name is replaced, not followed. Throws an error of the file system.
 */
export function replaceFile(path: string, content: string): void {
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
