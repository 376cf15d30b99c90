// Verdicts of earlier runs: digests of objects and findings about them, but no object.
import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openVerdictFile, type VerdictFile } from '@thanos-gitops/programs/verdict-file'
import { asVerdict, type ObjectSet, requestLine, setLine, type Verdict, type VerdictRequest } from './protocol.ts'

export interface VerdictCache {
  get(request: VerdictRequest): Verdict | undefined
  set(request: VerdictRequest, verdict: Verdict): void
  /** Writes the verdicts that this run used. Those of removed and changed objects are dropped. */
  save(): void
}

export interface VerdictFolders {
  /** Of this checkout: a file for each run. */
  readonly own: string
  /** Of all checkouts: what none of them judged before is judged. */
  readonly shared: string
}

/**
 * The cached verdicts of a set. They are not used if the program, the set or the file differs from when they were written.
 *
 * @param name of the run: runs with the same name in one checkout replace each other's verdicts
 * @param program the id of the program
 */
export function openVerdictCache(
  { own, shared }: VerdictFolders,
  name: string,
  program: string,
  set: ObjectSet,
): VerdictCache {
  const file = join(own, `${hash('sha256', name).slice(0, 24)}.txt`)
  const header = digestOf(String(formatVersion), program, setLine({ ...set, name: '' }))
  const known = readEntries(file, header)
  let sharedFile: VerdictFile | undefined
  const ofAllCheckouts = (): VerdictFile => {
    sharedFile ??= openVerdictFile(join(shared, `${header.slice(0, 24)}.txt`))
    return sharedFile
  }
  const used = new Map<string, Verdict>()
  const judged: [key: string, json: string][] = []
  return {
    get(request) {
      const key = keyOf(request)
      if (key === undefined) return undefined
      const verdict = known.get(key) ?? readVerdict(ofAllCheckouts().get(key))
      if (verdict !== undefined) used.set(key, verdict)
      return verdict
    },
    set(request, verdict) {
      const key = keyOf(request)
      if (key === undefined) return
      used.set(key, verdict)
      judged.push([key, JSON.stringify(verdict)])
    },
    save() {
      if (judged.length > 0) ofAllCheckouts().add(judged)
      const isSame = used.size === known.size && [...used.keys()].every((key) => known.has(key))
      if (!isSame) writeEntries(file, header, used)
    },
  }
}

/** Undefined if the JSON is not a verdict: the object is judged again. */
const readVerdict = (json: string | undefined): Verdict | undefined =>
  json === undefined ? undefined : asVerdict(JSON.parse(json))

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
