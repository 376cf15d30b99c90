import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { entryExists, Failure, type Finding, refuseLink } from '@thanos-gitops/manifest'
import type { CommittedFiles } from './committed-files.ts'
import {
  compareFolder,
  type FileState,
  type FolderComparison,
  type FolderFile,
  formerRecordFile,
  manifestsFolder,
  type OutputFile,
  outputPath,
  recordFile,
  shownPath,
} from './compare-folder.ts'
import { notWritable } from './not-writable.ts'
import { replaceAll, type StagedFile, stage } from './replace-all.ts'
import { removeAbandoned, removeStaging, takeStaging } from './staging-lock.ts'

/** New files are written here before the first of them moves into place. The folder is also a lock: its creator may write. */
export const stagingFolder = '.render'

export interface WrittenFolder {
  readonly written: readonly string[]
  readonly removed: readonly string[]
  /** The written files that had been edited by hand. */
  readonly restored: readonly string[]
  /** Those of `restored` that may have been rendered from sources that have changed back since. */
  readonly assumed: readonly string[]
}

/**
 * Writes the rendered files to the output folders and removes those that are no longer rendered. Files that are up to date are
 * not rewritten. Nothing changes before all new files are on the disk, and nothing changes if a folder contains a file that render
 * did not write. An error while files move into place restores the files that have moved. Throws a Failure.
 *
 * @param environmentFolder absolute path
 * @param shown the same folder, as findings name it
 */
export function writeFolder(
  environmentFolder: string,
  shown: string,
  outputs: readonly OutputFile[],
  committed?: CommittedFiles,
): WrittenFolder {
  try {
    // Without the folder of the manifests, the comparison below is enough.
    if (outputs.length === 0 || entryExists(join(environmentFolder, manifestsFolder))) {
      const comparison = compareFolder(environmentFolder, shown, outputs, committed)
      if (isCurrent(comparison)) {
        // A render that was killed after its last file leaves the folder.
        removeAbandoned(join(environmentFolder, stagingFolder))
        return outcome(comparison)
      }
    }
    return withLock(environmentFolder, shown, (staging) => {
      // Another render may have written between the comparison and the lock.
      const now = compareFolder(environmentFolder, shown, outputs, committed)
      refuseForeign(now, shown)
      if (!isCurrent(now)) replaceFiles(environmentFolder, staging, now)
      return outcome(now)
    })
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(diskFinding(error as NodeJS.ErrnoException, shown))
  }
}

const isCurrent = ({ files, record, hasFormerRecord }: FolderComparison): boolean =>
  record.current && !hasFormerRecord && files.every(({ state }) => state === 'current')

function outcome({ files }: FolderComparison): WrittenFolder {
  const named = (...states: readonly FileState[]): readonly string[] =>
    files.filter(({ state }) => states.includes(state)).map(({ file }) => file)
  return {
    written: named('stale', 'missing', 'hand-edited'),
    removed: named('no-longer-rendered'),
    restored: named('hand-edited'),
    assumed: files.filter(({ isAssumed }) => isAssumed).map(({ file }) => file),
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

function replaceFiles(environmentFolder: string, staging: string, comparison: FolderComparison): void {
  const { files, record, hasFormerRecord } = comparison
  const changed = files.filter(({ state }) => state !== 'current')
  const manifests = join(environmentFolder, manifestsFolder)
  const hasManifests = entryExists(manifests)
  const isInNewFolder = ({ file }: FolderFile): boolean => !hasManifests && shownPath(file).startsWith(inManifests)
  const inNewFolder = changed.filter(isInNewFolder)
  const others = changed.filter((one) => !isInNewFolder(one))
  const folders = [...new Set(others.map(({ file }) => dirname(outputPath(file))))].map((folder) =>
    join(environmentFolder, folder),
  )
  for (const folder of folders) mkdirSync(folder, { recursive: true })
  // Without this, the files of a folder before one that is read-only would change.
  for (const folder of folders) accessSync(folder, constants.W_OK | constants.X_OK)

  const recordPath = join(environmentFolder, recordFile)
  replaceAll([
    ...(inNewFolder.length > 0 ? [stageFolder(staging, manifests, inNewFolder)] : []),
    ...others.map(({ file, state, rendered }, index) =>
      stage(staging, String(index), join(environmentFolder, outputPath(file)), state !== 'missing', rendered),
    ),
    stage(staging, recordFile, recordPath, existsSync(recordPath), record.rendered),
    ...(hasFormerRecord
      ? [stage(staging, formerRecordFile, join(environmentFolder, formerRecordFile), true, undefined)]
      : []),
  ])
}

const inManifests = `${manifestsFolder}/`

/** A new folder moves into place as a whole, which takes the file system less time than to move each file. */
function stageFolder(staging: string, path: string, files: readonly FolderFile[]): StagedFile {
  const next = join(staging, manifestsFolder)
  mkdirSync(next)
  for (const { file, rendered = '' } of files) writeFileSync(next + sep + file, rendered)
  return { path, next }
}

function withLock<T>(environmentFolder: string, shown: string, work: (staging: string) => T): T {
  const staging = join(environmentFolder, stagingFolder)
  refuseLink(staging, `${shown}/${stagingFolder}`)
  takeStaging(staging, { environment: shown, staging: `${shown}/${stagingFolder}` })
  try {
    return work(staging)
  } finally {
    removeStaging(staging)
  }
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
  return notWritable(where, error)
}
