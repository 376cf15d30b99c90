import { copyFileSync, linkSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A change of one file that is ready: its new content and a second name of the old content are in the staging folder. */
export interface StagedFile {
  /** A file, or a folder that does not exist yet. */
  readonly path: string
  /** The file with the new content, or the new folder. Undefined removes `path`. */
  readonly next?: string
  /** The file with the old content. Undefined if `path` does not exist. */
  readonly previous?: string
}

/**
 * Writes the new content of a file to the staging folder and links its old content there.
 *
 * @param name unique in the staging folder
 * @param content undefined to remove the file
 */
export function stage(
  staging: string,
  name: string,
  path: string,
  exists: boolean,
  content: string | undefined,
): StagedFile {
  const next = join(staging, name)
  const previous = join(staging, `${name}.previous`)
  if (content !== undefined) writeFileSync(next, content)
  if (exists) linkOrCopy(path, previous)
  return { path, ...(content === undefined ? {} : { next }), ...(exists ? { previous } : {}) }
}

/** Some file systems have no hard links. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

/** Makes all changes. If one fails, restores the files before it and throws its error. */
export function replaceAll(files: readonly StagedFile[]): void {
  const attempted: StagedFile[] = []
  try {
    for (const file of files) {
      attempted.push(file)
      if (file.next === undefined) unlinkSync(file.path)
      else renameSync(file.next, file.path)
    }
  } catch (error) {
    for (const file of attempted) restore(file)
    throw error
  }
}

/** An error has no effect: the remaining files are restored too, and `replaceAll` throws the first error. */
function restore({ path, previous }: StagedFile): void {
  try {
    if (previous === undefined) rmSync(path, { force: true, recursive: true })
    // A rename between two names of the same file has no effect, so that a file that did not change is safe.
    else renameSync(previous, path)
  } catch {}
}
