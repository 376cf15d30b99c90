// Verdicts of programs in the user's cache, which clones share: digests of what was judged and what the program printed about it.
import { hash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface VerdictFile {
  /** The verdict as JSON. */
  get(key: string): string | undefined
  /**
   * Appends verdicts.
   *
   * @param entries keys without a space, and JSON without a line break
   */
  add(entries: readonly (readonly [key: string, json: string])[]): void
}

/** Bytes. A larger file is written again, so that verdicts on what no longer exists are removed. */
const largestFile = 4 * 1024 * 1024

/** Milliseconds after which a file of the same folder that no run has changed is removed. */
const longestUse = 30 * 24 * 3600 * 1000

/**
 * A file of verdicts. Each line begins with a digest of the line: a damaged line, and one that two processes wrote at the same time, is
 * not used. Without the file, or if it cannot be written, the program gives the verdicts again.
 *
 * @param file its name must differ for each version of the program and for all else that verdicts depend on besides their keys
 */
export function openVerdictFile(file: string): VerdictFile {
  const { verdicts, isFull } = readVerdicts(file)
  let isNew = isFull || verdicts.size === 0
  return {
    get: (key) => verdicts.get(key),
    add(entries) {
      for (const [key, json] of entries) verdicts.set(key, json)
      append(file, entries.map(([key, json]) => `${digestOf(key, json)} ${key} ${json}\n`).join(''), isNew)
      isNew = false
    },
  }
}

function readVerdicts(file: string): { readonly verdicts: Map<string, string>; readonly isFull: boolean } {
  const verdicts = new Map<string, string>()
  try {
    const content = readFileSync(file, 'utf8')
    for (const line of content.split('\n')) {
      const [, digest, key, json] = /^(\S+) (\S+) (.*)$/.exec(line) ?? []
      if (key !== undefined && json !== undefined && digest === digestOf(key, json)) verdicts.set(key, json)
    }
    return { verdicts, isFull: content.length > largestFile }
  } catch {
    return { verdicts, isFull: false }
  }
}

const digestOf = (key: string, json: string): string => hash('sha256', `${key} ${json}`).slice(0, 16)

/** @param isNew whether the file begins with these lines. Another run may have written others since it was read: they are judged again. */
function append(file: string, lines: string, isNew: boolean): void {
  if (lines === '') return
  try {
    if (isNew) {
      mkdirSync(dirname(file), { recursive: true })
      removeUnused(dirname(file))
      rmSync(file, { force: true })
    }
    appendFileSync(file, lines)
  } catch {
    // The next run takes longer.
  }
}

function removeUnused(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (Date.now() - statSync(path).mtimeMs > longestUse) rmSync(path, { force: true })
  }
}
