import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure, type Finding } from '@thanos-gitops/manifest'
import {
  checksumFile,
  compareFolder,
  type FileState,
  type FolderComparison,
  manifestsFolder,
  type OutputFile,
  outputPath,
} from './compare-folder.ts'

/** New files are complete here before the first of them moves into place. Also the lock: whoever made it may write. */
const stagingFolder = '.render'
const ownerFile = 'pid'
/** A staging folder without its owner's number is being made, or was left by a process that died while it made it. */
const ownerDelay = 5_000

export interface WrittenFolder {
  readonly written: readonly string[]
  readonly removed: readonly string[]
  /** Those of the written that another hand had changed. */
  readonly healed: readonly string[]
}

/**
 * Makes the output folders what was rendered. A file that is already right is not touched, nothing changes before all new
 * files are on the disk, and nothing at all where somebody else's file is in the folder: it would be synced.
 *
 * @param environmentFolder absolute
 * @param shown how findings call that folder
 */
export function writeFolder(environmentFolder: string, shown: string, outputs: readonly OutputFile[]): WrittenFolder {
  try {
    const comparison = compareFolder(environmentFolder, outputs)
    if (isCurrent(comparison)) return outcome(comparison)
    return whileOwning(environmentFolder, shown, (staging) => {
      // Another render may have written between the comparison and the lock.
      const now = compareFolder(environmentFolder, outputs)
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
    healed: named('hand-edited'),
  }
}

function refuseForeign({ files }: FolderComparison, shown: string): void {
  const findings = files
    .filter(({ state }) => state === 'foreign')
    .map(({ file, wanted }): Finding => {
      const path = `${shown}/${outputPath(file)}`
      const reason = wanted === undefined ? 'would be synced to the cluster all the same' : 'a manifest must go there'
      return {
        code: 'output-foreign',
        severity: 'error',
        message: `${path} was not written by render, and ${reason}.`,
        remedy: 'Move it away or delete it, and render again.',
        place: { file: path },
      }
    })
  if (findings.length > 0) throw new Failure(findings)
}

function replaceFiles(environmentFolder: string, staging: string, { files, checksums }: FolderComparison): void {
  const changed = files.filter(({ state }) => state !== 'current')
  const staged = (index: number): string => join(staging, String(index))
  for (const [index, { wanted }] of changed.entries()) if (wanted !== undefined) writeFileSync(staged(index), wanted)
  writeFileSync(join(staging, checksumFile), checksums.wanted)

  for (const folder of new Set(changed.map(({ file }) => dirname(outputPath(file)))))
    mkdirSync(join(environmentFolder, folder), { recursive: true })
  changed.forEach(({ file, wanted }, index) => {
    const path = join(environmentFolder, outputPath(file))
    if (wanted === undefined) unlinkSync(path)
    else renameSync(staged(index), path)
  })
  renameSync(join(staging, checksumFile), join(environmentFolder, checksumFile))
}

function whileOwning<T>(environmentFolder: string, shown: string, work: (staging: string) => T): T {
  const staging = join(environmentFolder, stagingFolder)
  takeStaging(staging, shown)
  try {
    writeFileSync(join(staging, ownerFile), String(process.pid))
    return work(staging)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function takeStaging(staging: string, shown: string): void {
  if (tryMake(staging)) return
  if (isAbandoned(staging)) {
    rmSync(staging, { recursive: true, force: true })
    if (tryMake(staging)) return
  }
  throw new Failure({
    code: 'render-running',
    severity: 'error',
    message: `Another render is writing ${shown}.`,
    remedy: `Wait until it has ended. If none is running, delete ${shown}/${stagingFolder}.`,
  })
}

function tryMake(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function isAbandoned(staging: string): boolean {
  const owner = join(staging, ownerFile)
  try {
    if (!existsSync(owner)) return Date.now() - statSync(staging).mtimeMs > ownerDelay
    process.kill(Number(readFileSync(owner, 'utf8')), 0)
    return false
  } catch (error) {
    // No such process. (EPERM: there is one, of another user.)
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

function diskFinding(error: NodeJS.ErrnoException, shown: string): Finding {
  const where = `${shown}/${manifestsFolder}`
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    return {
      code: 'output-disk-full',
      severity: 'error',
      message: `The disk is full; ${where} is as it was.`,
      remedy: 'Free some room and render again.',
    }
  return {
    code: 'output-not-writable',
    severity: 'error',
    message: `${where} cannot be written: ${error.message}.`,
    remedy: 'Look at the owner and the permissions of the folder.',
  }
}
