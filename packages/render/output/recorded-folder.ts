import { hash } from 'node:crypto'
import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checksumLine, formerRecordFile, isSynced, outputFolders, recordFile, recordHeader } from './compare-folder.ts'
import { stagingFolder } from './write-folder.ts'

/** Identifies what the last render wrote, by its record. Undefined without a record. @param environmentFolder absolute path */
export function recordDigest(environmentFolder: string): string | undefined {
  try {
    return hash('sha256', readFileSync(join(environmentFolder, recordFile)))
  } catch {
    return undefined
  }
}

/**
 * Whether the output folders are exactly as the render wrote them that the digest of a record identifies. Reads every file. False
 * for everything else, such as links, files that cannot be read, and what a render left that was killed: `writeFolder` finds out
 * what it is.
 *
 * @param environmentFolder absolute path
 */
export function isAsRecorded(environmentFolder: string, digest: string): boolean {
  try {
    if (!readdirSync(environmentFolder).every(isOrdinary)) return false
    if ([recordFile, 'delivery', ...outputFolders].some((path) => isLink(join(environmentFolder, path)))) return false
    const record = readFileSync(join(environmentFolder, recordFile), 'utf8')
    return record.startsWith(recordHeader) && hash('sha256', record) === digest && hasFiles(environmentFolder, record)
  } catch {
    return false
  }
}

/** Not an entry that a render removes. The number is that of a process that did not complete a file. */
const isOrdinary = (name: string): boolean =>
  name !== stagingFolder && name !== formerRecordFile && !/\.[1-9][0-9]*$/.test(name)

/** Whether the output folders contain the files of a record with their checksums, and nothing else that is synced. */
function hasFiles(environmentFolder: string, record: string): boolean {
  const missing = new Map<string, string>()
  for (const line of record.slice(recordHeader.length).split('\n').filter(Boolean)) {
    const [, checksum, path] = checksumLine.exec(line) ?? []
    if (checksum === undefined || path === undefined) return false
    missing.set(path, checksum)
  }
  for (const folder of outputFolders)
    for (const entry of entriesOf(join(environmentFolder, folder))) {
      const path = `${folder}/${entry.name}`
      if (!entry.isFile() || !isContent(join(environmentFolder, path), missing.get(path))) return false
      missing.delete(path)
    }
  return missing.size === 0
}

const isContent = (path: string, checksum: string | undefined): boolean =>
  checksum !== undefined && hash('sha256', readFileSync(path)) === checksum

/** Empty for a folder that does not exist. Throws an error of the file system. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter(isSynced)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
