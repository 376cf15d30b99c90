import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const digestFile = (entry: string): string => `${entry}.sha256`

/**
 * Moves a complete file or folder to its place in a cache, and writes its digest next to that place. An intact entry of
 * another process stays, because that process may be reading it.
 */
export function moveIntoCache(from: string, entry: string): void {
  writeFileSync(digestFile(entry), digestOf(from))
  try {
    renameSync(from, entry)
  } catch {
    // The entry exists: of another process, or damaged.
    if (isIntact(entry)) rmSync(from, { recursive: true })
    else {
      rmSync(entry, { recursive: true, force: true })
      renameSync(from, entry)
    }
  }
}

/** Whether a file or folder of a cache exists and has the digest that was recorded for it. */
export function isIntact(entry: string): boolean {
  try {
    return readFileSync(digestFile(entry), 'utf8') === digestOf(entry)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** The contents of the files of an intact entry, by their paths in it (`''` for a file); undefined if it is not intact. */
export function readIntact(entry: string): ReadonlyMap<string, Buffer> | undefined {
  try {
    const files = new Map(filesOf(entry).map((file) => [file, readFileSync(join(entry, file))]))
    return readFileSync(digestFile(entry), 'utf8') === digestOfContents(files) ? files : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The digest of the names and contents of all files below a path. */
function digestOf(path: string): string {
  return digestOfContents(filesOf(path).map((file) => [file, readFileSync(join(path, file))] as const))
}

function digestOfContents(files: Iterable<readonly [file: string, content: Buffer]>): string {
  const hash = createHash('sha256')
  for (const [file, content] of files) hash.update(`${file}\0${content.length}\0`).update(content)
  return hash.digest('hex')
}

const filesOf = (path: string): readonly string[] => (statSync(path).isDirectory() ? filesBelow(path) : [''])

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort()
