// Verdicts of earlier runs: digests of objects and findings about them. If a request wants the stored form of an object, the order of its
// fields is kept where the server adds nothing, and the form itself only of objects without credentials.
import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { isObject, type KubernetesObject, objectCredentials } from '@thanos-gitops/manifest'
import { openVerdictFile, type VerdictFile } from '@thanos-gitops/programs/verdict-file'
import { asVerdict, type ObjectSet, setLine, type Verdict, type VerdictRequest } from './protocol.ts'
import { requestKey } from './request-key.ts'

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
  const used = new Map<string, KeptVerdict>()
  const judged: [key: string, json: string][] = []
  return {
    get(request) {
      const key = keyOf(request)
      const kept = known.get(key) ?? readVerdict(ofAllCheckouts().get(key))
      if (kept === undefined) return undefined
      used.set(key, kept)
      return verdictOf(kept, request)
    },
    set(request, verdict) {
      const kept = keptForm(verdict, request)
      if (kept === undefined) return
      const key = keyOf(request)
      used.set(key, kept)
      judged.push([key, JSON.stringify(kept)])
    },
    save() {
      if (judged.length > 0) ofAllCheckouts().add(judged)
      const isSame = used.size === known.size && [...used.keys()].every((key) => known.has(key))
      if (!isSame) writeEntries(file, header, used)
    },
  }
}

/** Undefined if the JSON is not a verdict: the object is judged again. */
const readVerdict = (json: string | undefined): KeptVerdict | undefined =>
  json === undefined ? undefined : asVerdict(JSON.parse(json))

const formatVersion = 2
const keyLength = 32

const keyOf = (request: VerdictRequest): string => requestKey(request).slice(0, keyLength)

/** A verdict as a file contains it. */
interface KeptVerdict extends Verdict {
  /** The fields of the stored object in their order, without values: these are those of the request. */
  readonly order?: unknown
}

/** Undefined if the verdict cannot be kept. */
function keptForm(verdict: Verdict, { after }: VerdictRequest): KeptVerdict | undefined {
  const { stored, ...rest } = verdict
  if (stored === undefined) return verdict
  if (isDeepStrictEqual(stored, after)) return { ...rest, order: orderOf(stored) }
  return isWithoutCredentials(stored) ? verdict : undefined
}

function verdictOf({ order, ...verdict }: KeptVerdict, { after }: VerdictRequest): Verdict {
  return order === undefined ? verdict : { ...verdict, stored: inOrder(after, order) as KubernetesObject }
}

function orderOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(orderOf)
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, orderOf(child)])) : 0
}

function inOrder(value: unknown, order: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(order)) return value.map((child, index) => inOrder(child, order[index]))
  if (!isObject(value) || !isObject(order)) return value
  return Object.fromEntries(Object.keys(order).map((key) => [key, inOrder(value[key], order[key])]))
}

/** Groups of Kubernetes whose objects refer to Secrets, and contain none. Custom resources could contain anything. */
const groups = [
  '',
  'apps',
  'autoscaling',
  'batch',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
]

/** Whether an object can be kept: nothing in it looks like a credential. */
function isWithoutCredentials(object: KubernetesObject): boolean {
  const { apiVersion, kind } = object
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  if (!groups.includes(group) || kind === 'Secret' || kind === 'ConfigMap') return false
  return objectCredentials(object).length === 0
}

const digestOf = (...parts: readonly string[]): string =>
  hash('sha256', parts.map((part) => `${part.length}:${part}`).join(''))

const accepted: Verdict = { verdict: 'accepted' }

/** A line for each verdict: the key, and the verdict as JSON unless it is only `accepted`. */
function readEntries(file: string, header: string): ReadonlyMap<string, KeptVerdict> {
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

function readEntry(line: string): readonly [key: string, verdict: KeptVerdict] {
  const json = line.slice(keyLength)
  const verdict = json === '' ? accepted : asVerdict(JSON.parse(json))
  if (verdict === undefined) throw new Error('not a verdict')
  return [line.slice(0, keyLength), verdict]
}

function writeEntries(file: string, header: string, entries: ReadonlyMap<string, KeptVerdict>): void {
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
