import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure, type Finding, refuseLink } from '@thanos-gitops/manifest'
import {
  checksumFile,
  compareFolder,
  type FileState,
  type FolderComparison,
  manifestsFolder,
  type OutputFile,
  outputPath,
  shownPath,
} from './compare-folder.ts'
import { replaceAll, stage } from './replace-all.ts'

/** New files are written here before the first of them moves into place. The folder is also a lock: its creator may write. */
const stagingFolder = '.render'
const ownerFile = 'pid'
/** Milliseconds after which a staging folder without the process id of its owner is considered abandoned. */
const ownerDelay = 2_000

export interface WrittenFolder {
  readonly written: readonly string[]
  readonly removed: readonly string[]
  /** The written files that had been edited by hand. */
  readonly restored: readonly string[]
}

/**
 * Writes the rendered files to the output folders and removes those that are no longer rendered. Files that are up to date are
 * not rewritten. Nothing changes before all new files are on the disk, and nothing changes if a folder contains a file that render
 * did not write. An error while files move into place restores the files that have moved. Throws a Failure.
 *
 * @param environmentFolder absolute path
 * @param shown the same folder, as findings name it
 */
export function writeFolder(environmentFolder: string, shown: string, outputs: readonly OutputFile[]): WrittenFolder {
  try {
    const comparison = compareFolder(environmentFolder, shown, outputs)
    if (isCurrent(comparison)) {
      // A render that was killed after its last file leaves the folder.
      const staging = join(environmentFolder, stagingFolder)
      if (lstatSync(staging, { throwIfNoEntry: false })?.isDirectory() && isAbandoned(staging)) removeFolder(staging)
      return outcome(comparison)
    }
    return withLock(environmentFolder, shown, (staging) => {
      // Another render may have written between the comparison and the lock.
      const now = compareFolder(environmentFolder, shown, outputs)
      refuseForeign(now, shown)
      if (!isCurrent(now)) replaceFiles(environmentFolder, staging, now)
      return outcome(now)
    })
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(diskFinding(error as NodeJS.ErrnoException, shown))
  }
}

const isCurrent = ({ files, checksums }: FolderComparison): boolean =>
  checksums.current && files.every(({ state }) => state === 'current')

function outcome({ files }: FolderComparison): WrittenFolder {
  const named = (...states: readonly FileState[]): readonly string[] =>
    files.filter(({ state }) => states.includes(state)).map(({ file }) => file)
  return {
    written: named('stale', 'missing', 'hand-edited'),
    removed: named('no-longer-rendered'),
    restored: named('hand-edited'),
  }
}

function refuseForeign({ files }: FolderComparison, shown: string): void {
  const findings = files
    .filter(({ state }) => state === 'foreign')
    .map(({ file, rendered }): Finding => {
      const path = `${shown}/${shownPath(file)}`
      const reason = rendered === undefined ? 'it would be synced to the cluster' : 'a manifest has the same name'
      return {
        code: 'output-foreign',
        severity: 'error',
        message: `${path} was not written by render, and ${reason}.`,
        remedy: 'Move it to another folder or delete it, and render again.',
        place: { file: path },
      }
    })
  if (findings.length > 0) throw new Failure(findings)
}

function replaceFiles(environmentFolder: string, staging: string, { files, checksums }: FolderComparison): void {
  const changed = files.filter(({ state }) => state !== 'current')
  const folders = [...new Set(changed.map(({ file }) => dirname(outputPath(file))))].map((folder) =>
    join(environmentFolder, folder),
  )
  for (const folder of folders) mkdirSync(folder, { recursive: true })
  // Without this, the files of a folder before one that is read-only would change.
  for (const folder of folders) accessSync(folder, constants.W_OK | constants.X_OK)

  const sums = join(environmentFolder, checksumFile)
  replaceAll([
    ...changed.map(({ file, state, rendered }, index) =>
      stage(staging, String(index), join(environmentFolder, outputPath(file)), state !== 'missing', rendered),
    ),
    stage(staging, checksumFile, sums, existsSync(sums), checksums.rendered),
  ])
}

function withLock<T>(environmentFolder: string, shown: string, work: (staging: string) => T): T {
  const staging = join(environmentFolder, stagingFolder)
  refuseLink(staging, `${shown}/${stagingFolder}`)
  takeStaging(staging, shown)
  try {
    writeFileSync(join(staging, ownerFile), String(process.pid))
    return work(staging)
  } finally {
    removeFolder(staging)
  }
}

const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

function takeStaging(staging: string, shown: string): void {
  if (tryCreate(staging)) return
  if (isAbandoned(staging)) {
    removeFolder(staging)
    if (tryCreate(staging)) return
  }
  throw new Failure({
    code: 'render-running',
    severity: 'error',
    message: `Another render is writing ${shown}.`,
    remedy: `Wait until it has finished. If none is running, delete ${shown}/${stagingFolder}.`,
  })
}

function tryCreate(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Waits for the process id of the owner if it is missing: its process either writes it immediately or was killed. */
function isAbandoned(staging: string): boolean {
  try {
    let owner = ownerOf(staging)
    while (owner === undefined && Date.now() - statSync(staging).mtimeMs <= ownerDelay) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
      owner = ownerOf(staging)
    }
    if (owner === undefined) return true
    process.kill(owner, 0)
    return false
  } catch (error) {
    // No such process. (EPERM: there is one, of another user.)
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** The process id. Undefined if the file is missing or empty, as a killed render may leave it. */
function ownerOf(staging: string): number | undefined {
  const file = join(staging, ownerFile)
  return (existsSync(file) && Number(readFileSync(file, 'utf8'))) || undefined
}

function diskFinding(error: NodeJS.ErrnoException, shown: string): Finding {
  const where = `${shown}/${manifestsFolder}`
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    return {
      code: 'output-disk-full',
      severity: 'error',
      message: `The disk is full. ${where} is unchanged.`,
      remedy: 'Free disk space and render again.',
    }
  return {
    code: 'output-not-writable',
    severity: 'error',
    message: `${where} cannot be written: ${error.message}.`,
    remedy: 'Check the owner and the permissions of the folder.',
  }
}
