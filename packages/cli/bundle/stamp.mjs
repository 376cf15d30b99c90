// @ts-check
// A stamp: the times and sizes of the files that a bundle was verified with. While they are the same, the files need not be read again.
// A program can set the time of a change to an old one (mtime), but not the time at which the system noted that change (ctime).

import { replaceFile } from './replace-file.mjs'

const { readFileSync, statSync } = process.getBuiltinModule('node:fs')
const { createHash } = process.getBuiltinModule('node:crypto')

/**
 * @typedef {object} Stamp
 * @property {string} digest of the sources and the code
 * @property {readonly string[]} sources paths from the root, with `/`
 * @property {string} times of the bundle and its sources
 */

/**
 * A change so soon before the verification can have the same time as a change after it. In milliseconds; the coarsest times are those
 * of network file systems.
 */
const uncertain = 10_000

/** @param {string} bundle */
const stampFile = (bundle) => `${bundle}.stamp`

/**
 * The digest of a bundle that was verified before, if none of its files has changed since.
 * @param {string} root
 * @param {string} bundle
 * @returns {string | undefined}
 */
export function stampedDigest(root, bundle) {
  try {
    const { digest, sources, times } = /** @type {Stamp} */ (JSON.parse(readFileSync(stampFile(bundle), 'utf8')))
    return timesOf(root, bundle, sources)?.digest === times ? digest : undefined
  } catch {
    return undefined
  }
}

/**
 * Notes that a bundle is current, if its files did not change shortly before.
 * @param {string} root
 * @param {string} bundle
 * @param {{ readonly digest: string, readonly sources: readonly string[] }} verified
 * @param {{ readonly digest: string, readonly newest: number } | undefined} before the times before the files were read
 */
export function writeStamp(root, bundle, verified, before) {
  if (before === undefined || before.newest > Date.now() - uncertain) return
  if (timesOf(root, bundle, verified.sources)?.digest !== before.digest) return
  try {
    replaceFile(stampFile(bundle), JSON.stringify({ ...verified, times: before.digest }))
  } catch {
    // Without a stamp, the next run reads the files again.
  }
}

/**
 * What identifies the state of a bundle and its sources without reading them, and the time of the newest change in milliseconds.
 * Undefined if a file does not exist.
 * @param {string} root
 * @param {string} bundle
 * @param {readonly string[]} sources
 */
export function timesOf(root, bundle, sources) {
  const hash = createHash('sha256')
  let newest = 0
  for (const path of [bundle, ...sources.map((source) => `${root}/${source}`)]) {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return undefined
    const { size, mtimeMs, ctimeMs, ino } = stats
    hash.update(`${size} ${mtimeMs} ${ctimeMs} ${ino}\n`)
    newest = Math.max(newest, mtimeMs, ctimeMs)
  }
  return { digest: hash.digest('hex'), newest }
}
