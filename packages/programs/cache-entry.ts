import { createHash } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** What follows the name of an entry in the name of the file with its digest. */
export const digestSuffix = '.sha256'

const digestFile = (entry: string): string => entry + digestSuffix

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

export interface ReadOptions {
  /** Files that several threads use. */
  readonly isShared?: (file: string) => boolean
  /** Called with each content before it is verified. The result may be used only if the entry is intact. */
  readonly onRead?: (file: string, content: Buffer) => void
}

/** The contents of the files of an intact entry, by their paths in it (`''` for a file); undefined if it is not intact. */
export function readIntact(
  entry: string,
  { isShared = () => false, onRead }: ReadOptions = {},
): ReadonlyMap<string, Buffer> | undefined {
  try {
    const files = new Map<string, Buffer>()
    for (const file of filesOf(entry)) {
      const content = isShared(file) ? readShared(join(entry, file)) : readFileSync(join(entry, file))
      onRead?.(file, content)
      files.set(file, content)
    }
    return readFileSync(digestFile(entry), 'utf8') === digestOfContents(files) ? files : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The content of a file in memory that threads share. */
function readShared(path: string): Buffer {
  const descriptor = openSync(path, 'r')
  try {
    const content = Buffer.from(new SharedArrayBuffer(fstatSync(descriptor).size))
    for (let at = 0; at < content.length; ) {
      const count = readSync(descriptor, content, at, content.length - at, at)
      // The file became shorter: the digest differs then.
      if (count === 0) break
      at += count
    }
    return content
  } finally {
    closeSync(descriptor)
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
