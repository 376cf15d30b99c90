// How files of a repository are read: a file that exists and cannot be read is an error, and never counts as absent.
import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure, type Finding } from './finding.ts'
import { leadsOut, pathFrom } from './path-from.ts'

/**
 * The content of a file, without a byte order mark; undefined if the file does not exist.
 *
 * @param root the repository, absolute
 * @param file relative to the root
 * @throws Failure `file-unreadable` for anything else: a broken link or a loop of links, a link that leads out of the
 * repository, a folder, a device, missing permissions
 */
export function readOptionalFile(root: string, file: string): string | undefined {
  const known = keptContents.get(root)
  const content = known?.contents.get(file) ?? readFile(root, file)
  if (content !== undefined && known?.isKept(file)) known.contents.set(file, content)
  return content
}

/** The contents of files that a command reads several times, by the root. */
const keptContents = new Map<string, { isKept(file: string): boolean; readonly contents: Map<string, string> }>()

/**
 * Reads files only once until the work has ended. The work must not change them.
 * @param isKept by the path relative to the root
 */
export async function readingOnce<Result>(
  root: string,
  isKept: (file: string) => boolean,
  work: () => Promise<Result>,
): Promise<Result> {
  keptContents.set(root, { isKept, contents: new Map() })
  try {
    return await work()
  } finally {
    keptContents.delete(root)
  }
}

function readFile(root: string, file: string): string | undefined {
  const path = join(root, file)
  return orUnreadable(file, 'Check the permissions of the file and its folder.', () => {
    const stats = existingStats(root, file)
    if (stats === undefined) return undefined
    // Reading a device or a named pipe may not end.
    if (!stats.isFile()) throw unreadable(file, 'it is not a regular file', 'Replace it with a file, or remove it.')
    remember(root, file, stats)
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  })
}

/** The state of each file that was read, before it was read: by the root, the first two names of its path, and the path. */
const readStats = new Map<string, Map<string, Map<string, Stats>>>()

function remember(root: string, file: string, stats: Stats): void {
  const folders = readStats.get(root) ?? new Map<string, Map<string, Stats>>()
  readStats.set(root, folders)
  const folder = upperFolder(file)
  const known = folders.get(folder) ?? new Map<string, Stats>()
  folders.set(folder, known.set(file, stats))
}

/** `environments/production` for each file in that folder or below; `environments` for `environments/policy.yaml`. */
function upperFolder(file: string): string {
  const first = file.indexOf('/')
  const second = file.indexOf('/', first + 1)
  return file.slice(0, Math.max(first, second, 0))
}

/**
 * Refuses to continue if a file was written in place since it was read: what was read may be empty or incomplete. If a program
 * replaced the file instead, what was read is complete.
 *
 * @param folders those of the files, relative to the root: `environments/production` also stands for all folders below, and
 * `environments` for its files only
 * @throws Failure `source-changed`
 */
export function refuseRewritten(root: string, folders: readonly string[]): void {
  const changed: string[] = []
  for (const folder of folders)
    for (const [file, before] of readStats.get(root)?.get(folder) ?? [])
      if (isRewritten(join(root, file), before)) changed.push(file)
  if (changed.length === 0) return
  throw new Failure(
    changed.map((file) => ({
      code: 'source-changed',
      severity: 'error',
      message: `${file} was written while it was read.`,
      remedy: 'Wait until the file is complete, and run the command again.',
      place: { file },
    })),
  )
}

function isRewritten(path: string, before: Stats): boolean {
  const now = statSync(path, { throwIfNoEntry: false })
  const isSameFile = now?.ino === before.ino && now.birthtimeMs === before.birthtimeMs
  return isSameFile && (now.mtimeMs !== before.mtimeMs || now.size !== before.size)
}

/** The names in a folder, sorted; undefined if the folder does not exist. Otherwise as `readOptionalFile`. */
export function readOptionalFolder(root: string, folder: string): readonly string[] | undefined {
  return orUnreadable(folder, 'Check that it is a folder, and its permissions.', () =>
    existingStats(root, folder) === undefined ? undefined : readdirSync(join(root, folder)).sort(),
  )
}

/** Whether there is an entry of this name, even a link to a file that does not exist. Throws an error of the file system. */
export function entryExists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false
    throw error
  }
}

/**
 * Refuses a path that render would write through a link, because the link can lead to any file.
 *
 * @param shown the path in messages
 * @throws Failure `output-link`
 */
export function refuseLink(path: string, shown: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Failure({
      code: 'output-link',
      severity: 'error',
      message: `${shown} is a symbolic link. No file is written through a link.`,
      remedy: 'Replace it with a file or folder, or remove it.',
      place: { file: shown },
    })
}

export const unreadableFile = (file: string, reason: string, remedy: string): Finding => ({
  code: 'file-unreadable',
  severity: 'error',
  message: `${file} cannot be read: ${reason}.`,
  remedy,
  place: { file },
})

const unreadable = (file: string, reason: string, remedy: string): Failure =>
  new Failure(unreadableFile(file, reason, remedy))

/** Undefined if the entry does not exist. Links are followed, within the repository only. */
function existingStats(root: string, file: string): Stats | undefined {
  const path = join(root, file)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) {
    if (entryExists(path)) throw unreadable(file, 'it is a link to a file that does not exist', brokenLink)
    refuseBrokenFolder(root, dirname(file))
    return undefined
  }
  const real = realpathSync.native(path)
  if (leadsOut(pathFrom(realRoot(root), real)))
    throw unreadable(file, 'it is a symbolic link, or below one, that leads out of the repository', outsideLink)
  return stats
}

const brokenLink = 'Fix the link or remove it.'
const outsideLink = 'Copy the files into the repository instead of the link.'

/** A folder that is a broken link, or no folder, hides its files: they are not absent. */
function refuseBrokenFolder(root: string, folder: string): void {
  if (folder === '.') return
  const stats = statSync(join(root, folder), { throwIfNoEntry: false })
  if (stats?.isDirectory()) return
  if (stats !== undefined) throw unreadable(folder, 'it is not a folder', 'Replace it with a folder, or remove it.')
  if (entryExists(join(root, folder)))
    throw unreadable(folder, 'it is a link to a folder that does not exist', brokenLink)
  refuseBrokenFolder(root, dirname(folder))
}

const realRoots = new Map<string, string>()

function realRoot(root: string): string {
  const known = realRoots.get(root) ?? realpathSync.native(root)
  realRoots.set(root, known)
  return known
}

function orUnreadable<T>(file: string, remedy: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof Failure || (error as NodeJS.ErrnoException).code === undefined) throw error
    throw unreadable(file, reasonOf(error as NodeJS.ErrnoException), remedy)
  }
}

/** What an error of the file system is about, without the name of the system call. */
export const reasonOf = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ELOOP'
    ? 'it is a loop of symbolic links'
    : code === 'EMFILE' || code === 'ENFILE'
      ? 'too many files are open; raise the limit with ulimit -n'
      : message.replace(/^\w+: /, '').replace(/, \w+( '.*)?$/, '')
