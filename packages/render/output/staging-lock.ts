import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '@thanos-gitops/manifest'

/** Milliseconds after which a staging folder whose owner has not written its process id is considered abandoned. */
const ownerDelay = 2_000
const mostAttempts = 3

const ownerName = /^pid(?:\.(\d+))?$/
const ownerFile = (generation: number): string => (generation === 0 ? 'pid' : `pid.${generation}`)

/**
 * Creates the staging folder, or takes over that of a render that was killed. The folder is also the lock: its owner may write.
 *
 * Each owner adds a file with its process id and the next number, which only one process can create. So two renders that find the
 * same abandoned folder do not both become its owner, and none of them deletes the folder of the other.
 *
 * @param shown the environment's folder and the name of the staging folder, as findings name them
 * @throws Failure if another render is running
 */
export function takeStaging(staging: string, shown: { readonly environment: string; readonly staging: string }): void {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    if (tryCreate(staging) ? tryOwn(staging, 0) : takeAbandoned(staging)) return
    // The owner may have removed the folder meanwhile.
    if (lstatSync(staging, { throwIfNoEntry: false }) !== undefined) break
  }
  throw new Failure({
    code: 'render-running',
    severity: 'error',
    message: `Another render is writing ${shown.environment}.`,
    remedy: `Wait until it has finished. If none is running, delete ${shown.staging}.`,
  })
}

/** Removes the staging folder of a render that was killed, unless it does not exist or another render is running. */
export function removeAbandoned(staging: string): void {
  const isFolder = lstatSync(staging, { throwIfNoEntry: false })?.isDirectory() === true
  if (isFolder && takeAbandoned(staging)) removeStaging(staging)
}

/** Removes the staging folder of this process. Its files with process ids are the last, the newest at the end. */
export function removeStaging(staging: string): void {
  clear(staging)
  for (const generation of generationsIn(staging)) rmSync(join(staging, ownerFile(generation)), { force: true })
  try {
    rmdirSync(staging)
  } catch (error) {
    // Another render took the folder over after the last file was removed.
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error
  }
}

function tryCreate(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/** Returns whether this process is now the owner of a folder that exists. */
function takeAbandoned(staging: string): boolean {
  const generation = generationsIn(staging).at(-1)
  if (generation !== undefined && !isDead(staging, generation)) return false
  if (generation === undefined && !waitsInVain(staging)) return false
  const next = generation === undefined ? 0 : generation + 1
  if (!tryOwn(staging, next)) return false
  // The owner may have written its process id late.
  if (generation !== undefined && !isDead(staging, generation)) {
    rmSync(join(staging, ownerFile(next)), { force: true })
    return false
  }
  clear(staging)
  return true
}

/** Creates the file of an owner. Returns false if another process was faster, or has removed the folder. */
function tryOwn(staging: string, generation: number): boolean {
  const file = join(staging, ownerFile(generation))
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'ENOENT')) return false
    rmSync(file, { force: true })
    if (generation === 0) removeStaging(staging)
    throw error
  }
  return generationsIn(staging).at(-1) === generation
}

/** Whether the process of an owner has ended. Waits for its process id: the process writes it immediately or was killed. */
function isDead(staging: string, generation: number): boolean {
  const file = join(staging, ownerFile(generation))
  const read = (): number => Number(readFileSync(file, 'utf8')) || 0
  try {
    let owner = read()
    for (; owner === 0; owner = read()) {
      if (isOld(file)) return true
      sleep()
    }
    process.kill(owner, 0)
    return false
  } catch (error) {
    // EPERM: the process is that of another user. ENOENT: its render has just finished.
    if (hasCode(error, 'ESRCH')) return true
    if (hasCode(error, 'EPERM', 'ENOENT')) return false
    throw error
  }
}

/** Waits until an owner has written its process id. Returns whether none has. */
function waitsInVain(staging: string): boolean {
  while (lstatSync(staging, { throwIfNoEntry: false }) !== undefined && generationsIn(staging).length === 0) {
    if (isOld(staging)) return true
    sleep()
  }
  return false
}

function isOld(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats !== undefined && Date.now() - stats.mtimeMs > ownerDelay
}

const sleep = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)

/** The numbers of the owners, in order. */
const generationsIn = (staging: string): readonly number[] =>
  entriesOf(staging)
    .flatMap((name) => {
      const match = ownerName.exec(name)
      return match === null ? [] : [Number(match[1] ?? 0)]
    })
    .sort((a, b) => a - b)

/** Removes what an earlier owner has left. */
function clear(staging: string): void {
  for (const name of entriesOf(staging))
    if (!ownerName.test(name)) rmSync(join(staging, name), { recursive: true, force: true })
}

function entriesOf(staging: string): readonly string[] {
  try {
    return readdirSync(staging)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes((error as NodeJS.ErrnoException).code ?? '')
