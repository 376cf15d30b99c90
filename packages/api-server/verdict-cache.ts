// Verdicts of earlier runs: digests of objects and findings about them, but no object.
import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { asVerdict, type ObjectSet, requestLine, setLine, type Verdict, type VerdictRequest } from './protocol.ts'

export interface VerdictCache {
  get(request: VerdictRequest): Verdict | undefined
  set(request: VerdictRequest, verdict: Verdict): void
  /** Writes the verdicts that this run used. Those of removed and changed objects are dropped. */
  save(): void
}

/**
 * The cached verdicts of a set. They are not used if the program, the set or the file differs from when they were written.
 *
 * @param name of the run: runs with the same name replace each other's verdicts
 * @param program the id of the program
 */
export function openVerdictCache(folder: string, name: string, program: string, set: ObjectSet): VerdictCache {
  const file = join(folder, 'verdicts', `${hash('sha256', name).slice(0, 24)}.txt`)
  const header = digestOf(String(formatVersion), program, setLine({ ...set, name: '' }))
  const known = readEntries(file, header)
  const used = new Map<string, Verdict>()
  let isChanged = false
  return {
    get(request) {
      const key = keyOf(request)
      const verdict = key === undefined ? undefined : known.get(key)
      if (key !== undefined && verdict !== undefined) used.set(key, verdict)
      return verdict
    },
    set(request, verdict) {
      const key = keyOf(request)
      if (key === undefined) return
      used.set(key, verdict)
      isChanged = true
    },
    save() {
      if (isChanged || used.size < known.size) writeEntries(file, header, used)
    },
  }
}

const formatVersion = 1
const keyLength = 32

/** Undefined for a request whose answer contains the object. */
const keyOf = (request: VerdictRequest): string | undefined =>
  request.want?.length ? undefined : hash('sha256', requestLine('', '', request)).slice(0, keyLength)

const digestOf = (...parts: readonly string[]): string =>
  hash('sha256', parts.map((part) => `${part.length}:${part}`).join(''))

const accepted: Verdict = { verdict: 'accepted' }

/** A line for each verdict: the key, and the verdict as JSON unless it is only `accepted`. */
function readEntries(file: string, header: string): ReadonlyMap<string, Verdict> {
  try {
    const content = readFileSync(file, 'utf8')
    const [digest, ...lines] = content.split('\n')
    if (digest !== digestOf(header, ...lines)) return new Map()
    return new Map(lines.map(readEntry))
  } catch {
    // Without the file, the program gives the verdicts again.
    return new Map()
  }
}

function readEntry(line: string): readonly [key: string, verdict: Verdict] {
  const json = line.slice(keyLength)
  const verdict = json === '' ? accepted : asVerdict(JSON.parse(json))
  if (verdict === undefined) throw new Error('not a verdict')
  return [line.slice(0, keyLength), verdict]
}

function writeEntries(file: string, header: string, entries: ReadonlyMap<string, Verdict>): void {
  const lines = [...entries].map(([key, verdict]) => {
    const json = JSON.stringify(verdict)
    return json === JSON.stringify(accepted) ? key : `${key} ${json}`
  })
  try {
    mkdirSync(dirname(file), { recursive: true })
    // Renaming is atomic: another run reads a whole file.
    writeFileSync(`${file}.${process.pid}`, [digestOf(header, ...lines), ...lines].join('\n'))
    renameSync(`${file}.${process.pid}`, file)
  } catch {
    // The next run takes longer.
  }
}
