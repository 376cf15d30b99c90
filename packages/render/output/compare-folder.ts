import { hash } from 'node:crypto'
import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, reasonOf, refuseLink, unreadableFile } from '@thanos-gitops/manifest'
import { type CommittedFiles, nothingCommitted } from './committed-files.ts'
import { isFileName } from './file-name.ts'
import { hasOwnChanges } from './own-changes.ts'
import { hasWrittenForm } from './written-form.ts'

export const manifestsFolder = 'manifests'
/** The folders that a render owns. Argo CD and Flux sync every file in them. */
export const outputFolders = [manifestsFolder, 'delivery/argo-cd', 'delivery/flux']

/** A file that a render writes. */
export interface OutputFile {
  /** Its name in `manifests/`; for a file in another folder, its path in the folder of the environment. */
  readonly file: string
  readonly text: string
}

/** The path in the folder of the environment, for messages. */
export const shownPath = (file: string): string => (file.startsWith('delivery/') ? file : `${manifestsFolder}/${file}`)

/** The path in the folder of the environment. Throws a Failure for a file that is outside of the output folders. */
export function outputPath(file: string): string {
  const path = shownPath(file)
  const end = path.lastIndexOf('/')
  if (outputFolders.includes(path.slice(0, end)) && isFileName(path.slice(end + 1))) return path
  throw new Failure({
    code: 'output-name',
    severity: 'error',
    message: `${JSON.stringify(file)} is outside of the output folders of an environment.`,
    remedy: 'Rename the object that the file is for.',
  })
}

const outputName = (path: string): string =>
  path.startsWith(`${manifestsFolder}/`) ? path.slice(manifestsFolder.length + 1) : path
/**
 * What the last render in this folder wrote, in the format of sha256sum. git ignores it: a committed record of all files would
 * conflict in each pair of branches.
 */
export const recordFile = '.rendered.sha256'
/** The committed record of earlier versions. */
export const formerRecordFile = 'manifests.sha256'

export const recordHeader = '# Written by thanos-gitops render: the files that it owns, and how it wrote them.\n'
export const checksumLine = /^([0-9a-f]{64}) {2}(.+)$/

/** How a file of the output folders differs from the render. */
export type FileState =
  /** It does not differ. */
  | 'current'
  /** An earlier render wrote it, and the base or the environment has changed since. */
  | 'stale'
  /** It was changed after a render wrote it. */
  | 'hand-edited'
  | 'missing'
  /** An earlier render wrote it, and the object is no longer rendered. */
  | 'no-longer-rendered'
  /** No render wrote it. */
  | 'foreign'

export interface FolderFile {
  /** As in `OutputFile`. */
  readonly file: string
  readonly state: FileState
  /**
   * For `hand-edited`: only the history of git suggests it, because a render undoes a committed change. The commit may also have
   * rendered the file from sources that have changed back since.
   */
  readonly isAssumed?: true
  /** The current content; undefined if there is none that can be read. */
  readonly found?: string
  /** The rendered content; undefined if the file is not rendered. */
  readonly rendered?: string
}

export interface FolderComparison {
  readonly files: readonly FolderFile[]
  readonly record: { readonly current: boolean; readonly rendered: string }
  /** Whether the committed record of an earlier version exists. */
  readonly hasFormerRecord: boolean
}

/**
 * Compares the output folders of an environment with a render. Reads every file and writes none.
 *
 * @param environmentFolder absolute path
 * @param shown the same folder, as findings name it
 * @param committed distinguishes files that render wrote from others, where the record of this folder does not list them
 * @throws Failure if an output folder is a link, or if a folder or file exists and cannot be read
 */
export function compareFolder(
  environmentFolder: string,
  shown: string,
  outputs: readonly OutputFile[],
  committed: CommittedFiles = nothingCommitted,
): FolderComparison {
  for (const path of [...outputFolders, 'delivery', recordFile, formerRecordFile])
    refuseLink(join(environmentFolder, path), `${shown}/${path}`)
  const read = (path: string): string | undefined => readIfExists(join(environmentFolder, path), `${shown}/${path}`)
  const recorded = read(recordFile)
  const former = read(formerRecordFile)
  const hasFormerRecord = former?.startsWith(recordHeader) ?? false
  const owned = parseChecksums(`${recorded ?? ''}\n${hasFormerRecord ? former : ''}`)
  const present = new Map(
    outputFolders.flatMap((folder) =>
      listFolder(join(environmentFolder, folder), `${shown}/${folder}`).map(
        (entry) => [outputName(`${folder}/${entry.name}`), entry] as const,
      ),
    ),
  )
  /** Undefined for a link, a folder or a device: no render wrote it. */
  const contentOf = (file: string): string | undefined =>
    present.get(file)?.isFile() ? read(shownPath(file)) : undefined
  const files: FolderFile[] = []
  const rendered = new Set<string>()
  for (const { file, text } of outputs) {
    outputPath(file)
    rendered.add(file)
    if (!present.has(file)) {
      files.push({ file, state: 'missing', rendered: text })
      continue
    }
    const found = contentOf(file)
    const state =
      found === text
        ? ({ state: 'current' } as const)
        : stateOf(shownPath(file), found, text, owned.get(file), committed)
    files.push({ file, ...state, rendered: text, ...(found === undefined ? {} : { found }) })
  }
  for (const file of present.keys()) {
    if (rendered.has(file)) continue
    const found = contentOf(file)
    const isOwned = found !== undefined && (owned.has(file) || isCommittedOutput(shownPath(file), found, committed))
    const state = isOwned ? 'no-longer-rendered' : 'foreign'
    files.push({ file, state, ...(found === undefined ? {} : { found }) })
  }
  const record = recordOf(outputs)
  return { files, record: { current: recorded === record, rendered: record }, hasFormerRecord }
}

const records = new WeakMap<readonly OutputFile[], string>()

/** A write compares twice, before and after it has the lock. */
function recordOf(outputs: readonly OutputFile[]): string {
  const known =
    records.get(outputs) ??
    recordHeader + outputs.map(({ file, text }) => `${hash('sha256', text)}  ${shownPath(file)}\n`).join('')
  records.set(outputs, known)
  return known
}

/** The state of a file with another content than the rendered one. */
function stateOf(
  path: string,
  found: string | undefined,
  rendered: string,
  recorded: ReadonlySet<string> | undefined,
  committed: CommittedFiles,
): Pick<FolderFile, 'state' | 'isAssumed'> {
  // A folder has the name of the file.
  if (found === undefined) return { state: 'foreign' }
  if (recorded?.has(hash('sha256', found))) return { state: 'stale' }
  const current = committed.current(path)
  if (current === undefined) {
    if (recorded !== undefined) return { state: 'hand-edited' }
    // A copy without a history: what has the form of a rendered file was rendered there.
    return { state: !committed.hasCommits() && hasWrittenForm(path, found) ? 'stale' : 'foreign' }
  }
  const isCommitted = current === found
  const before = isCommitted ? committed.previous(path) : current
  if (before === undefined || !hasOwnChanges(before, found, rendered)) return { state: 'stale' }
  return { state: 'hand-edited', ...(isCommitted && { isAssumed: true }) }
}

/** Whether an earlier render wrote a file that is no longer rendered: in another clone, in a copy, or before a change of the branch. */
const isCommittedOutput = (path: string, found: string, committed: CommittedFiles): boolean =>
  (committed.current(path) === found || !committed.hasCommits()) && hasWrittenForm(path, found)

/** A file can have several checksums, all of rendered contents. */
function parseChecksums(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const checksums = new Map<string, Set<string>>()
  for (const line of text.split('\n')) {
    const [, checksum, path] = checksumLine.exec(line) ?? []
    if (checksum === undefined || path === undefined) continue
    const file = outputName(path)
    const known = checksums.get(file)
    if (known) known.add(checksum)
    else checksums.set(file, new Set([checksum]))
  }
  return checksums
}

function readIfExists(path: string, shown: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    return absentOrUnreadable(error as NodeJS.ErrnoException, shown)
  }
}

/** What Argo CD and Flux would read: files with these extensions, and folders. */
export const isSynced = (entry: Dirent): boolean =>
  !entry.name.startsWith('.') && (entry.isDirectory() || /\.(ya?ml|json)$/.test(entry.name))

function listFolder(path: string, shown: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).filter(isSynced)
  } catch (error) {
    return absentOrUnreadable(error as NodeJS.ErrnoException, shown) ?? []
  }
}

/** Undefined for what does not exist. Otherwise nothing is known about it, and nothing must be written or removed. */
function absentOrUnreadable(error: NodeJS.ErrnoException, shown: string): undefined {
  if (error.code === 'ENOENT') return undefined
  throw new Failure(unreadableFile(shown, reasonOf(error), 'Check what it is, its owner and its permissions.'))
}
