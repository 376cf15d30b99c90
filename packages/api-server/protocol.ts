// The lines that the program reads and writes: program/README.md describes them.
import { isObject, type KubernetesObject } from '@thanos-gitops/manifest'

/** How the object is sent to the server: what happens to duplicates and removed fields depends on it. */
export type ApplyMode = 'server-side' | 'client-side' | 'replace'

/** The objects that can influence the verdict on others, and the version of the server. */
export interface ObjectSet {
  readonly name: string
  /** The minor version, such as `1.36`. */
  readonly kubernetesVersion: string
  readonly objects: readonly KubernetesObject[]
}

/** One object that the server is to create, or to update if `before` is set. */
export interface VerdictRequest {
  readonly before?: KubernetesObject
  readonly after: KubernetesObject
  /** Default: `server-side`. */
  readonly apply?: ApplyMode
  /** Fields of the stored object that a controller sets. */
  readonly live?: { readonly spec?: unknown; readonly status?: unknown }
  readonly want?: readonly 'defaulted'[]
}

/** One reason of a refusal, as in `details.causes` of the server's Status. */
export interface Cause {
  /** `FieldValueInvalid` */
  readonly reason: string
  /** `spec.template.spec.containers[0].image`; `''` if the server names no field. */
  readonly field: string
  readonly message: string
}

/** What the server answers to a request. */
export interface Verdict {
  readonly verdict: 'accepted' | 'refused' | 'unknown-kind'
  /** Which of the two objects is refused. */
  readonly stage?: 'before' | 'after'
  /** The HTTP status: 422. */
  readonly code?: number
  /** `Invalid` */
  readonly reason?: string
  /** The server's message, word for word. */
  readonly message?: string
  readonly causes?: readonly Cause[]
  readonly warnings?: readonly string[]
  /** For an update: whether the stored pod template differs. */
  readonly templateChanged?: boolean
  /** For an update: whether the stored object differs. */
  readonly objectChanged?: boolean
  /** The object as the server would store it, if the request wants `defaulted`. */
  readonly stored?: KubernetesObject
}

export interface ProgramVersion {
  /** The minor versions of Kubernetes that the program has. */
  readonly kubernetes: readonly string[]
  /** The version of Kubernetes' sources: `v1.37.2`. */
  readonly sources: string
}

/** An answer that is not what the protocol allows. */
export class InvalidAnswer extends Error {
  override name = 'InvalidAnswer'
}

/** An error of the program: a panic of Kubernetes' code, a malformed request, an unknown set. */
export class ProgramError extends Error {
  override name = 'ProgramError'
}

export const versionLine = '{"version":true}'

export const setLine = ({ name, kubernetesVersion, objects }: ObjectSet): string =>
  JSON.stringify({ set: name, kubernetesVersion, objects })

/** @param id identifies the answer */
export function requestLine(id: string, set: string, request: VerdictRequest): string {
  const fields = Object.entries({ id, set, ...request })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `"${name}":${isObjectField(name) ? objectJson(value) : JSON.stringify(value)}`)
  return `{${fields.join(',')}}`
}

const isObjectField = (name: string): boolean => name === 'before' || name === 'after'

// The requests about one object follow each other: both sides of a comparison, in each way of applying.
const mostRecent = 2
const recent: { readonly object: unknown; readonly json: string }[] = []

function objectJson(object: unknown): string {
  const known = recent.find((entry) => entry.object === object)
  if (known !== undefined) return known.json
  const json = JSON.stringify(object)
  recent.unshift({ object, json })
  recent.length = Math.min(recent.length, mostRecent)
  return json
}

/** @throws InvalidAnswer, ProgramError */
export function readVersion(line: string): ProgramVersion {
  const { version } = readAnswer(line)
  if (!isObject(version) || !isStrings(version.kubernetes) || typeof version.sources !== 'string') throw invalid(line)
  return { kubernetes: version.kubernetes, sources: version.sources }
}

/** @throws InvalidAnswer, ProgramError */
export function readSet(line: string, name: string): void {
  if (readAnswer(line).set !== name) throw invalid(line)
}

/** @throws InvalidAnswer, ProgramError */
export function readVerdict(line: string, id: string): Verdict {
  const { id: answered, ...verdict } = readAnswer(line)
  if (answered !== id || !isVerdict(verdict)) throw invalid(line)
  return verdict
}

function readAnswer(line: string): Readonly<Record<string, unknown>> {
  let answer: unknown
  try {
    answer = JSON.parse(line)
  } catch {
    throw invalid(line)
  }
  if (!isObject(answer)) throw invalid(line)
  if (answer.error !== undefined) throw new ProgramError(String(answer.error))
  return answer
}

/** A verdict that was written as JSON; undefined if the value is none. */
export const asVerdict = (value: unknown): Verdict | undefined =>
  isObject(value) && isVerdict(value) ? value : undefined

const verdicts: readonly unknown[] = ['accepted', 'refused', 'unknown-kind'] satisfies Verdict['verdict'][]

const isVerdict = (value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & Verdict =>
  verdicts.includes(value.verdict) &&
  (value.verdict === 'accepted' || typeof value.message === 'string' || value.verdict === 'unknown-kind') &&
  (value.causes === undefined || (Array.isArray(value.causes) && value.causes.every(isCause))) &&
  (value.warnings === undefined || isStrings(value.warnings)) &&
  (value.stored === undefined || isObject(value.stored))

const isCause = (value: unknown): boolean =>
  isObject(value) && [value.reason, value.field, value.message].every((part) => typeof part === 'string')

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

const longestShown = 200

const invalid = (line: string): InvalidAnswer => new InvalidAnswer(`unexpected answer ${line.slice(0, longestShown)}`)
