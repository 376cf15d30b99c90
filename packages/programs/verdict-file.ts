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
  const { lines, isFull } = readLines(file)
  const added = new Map<string, string>()
  let isNew = isFull || lines.size === 0
  return {
    get: (key) => added.get(key) ?? lines.get(key)?.findLast((line) => isComplete(line))?.json,
    add(entries) {
      for (const [key, json] of entries) added.set(key, json)
      append(file, entries.map(([key, json]) => `${digestOf(key, json)} ${key} ${json}\n`).join(''), isNew)
      isNew = false
    },
  }
}

interface Line {
  readonly digest: string
  readonly key: string
  readonly json: string
}

/** The lines of a file by their keys. A run needs few of them, so that a line is verified when its verdict is needed. */
function readLines(file: string): { readonly lines: Map<string, Line[]>; readonly isFull: boolean } {
  const lines = new Map<string, Line[]>()
  try {
    const content = readFileSync(file, 'utf8')
    for (const text of content.split('\n')) {
      const keyStart = text.indexOf(' ') + 1
      const keyEnd = text.indexOf(' ', keyStart)
      if (keyStart === 0 || keyEnd < 0) continue
      const key = text.slice(keyStart, keyEnd)
      const line = { digest: text.slice(0, keyStart - 1), key, json: text.slice(keyEnd + 1) }
      const others = lines.get(key)
      if (others === undefined) lines.set(key, [line])
      else others.push(line)
    }
    return { lines, isFull: content.length > largestFile }
  } catch {
    return { lines, isFull: false }
  }
}

const isComplete = ({ digest, key, json }: Line): boolean => digest === digestOf(key, json)

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
