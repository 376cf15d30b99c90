import { type Finding, isObject, nearest, type Place, readYaml, type SourcedObject } from '@thanos-gitops/manifest'
import type { Check } from './check.ts'
import { checkNameProblem, isNamed } from './check-names.ts'
import type { External } from './external.ts'
import type { CheckedFinding } from './run-checks.ts'

/** That a promise need not be kept by an object, for a reason, until a day. */
export interface Exception {
  /** A check's name or id. */
  readonly check: string
  /** `StatefulSet/seaweedfs`; `*` stands for any letters. */
  readonly object: string
  /** Only below this pointer. */
  readonly at?: string
  readonly reason: string
  /** The last day on which it holds: `2027-03-01`. */
  readonly until: string
  readonly place: Place
  /** Only of this object: it stands in its annotations. */
  readonly subject?: SourcedObject
}

interface ExternalLine {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly keys?: readonly string[]
}

export interface Declarations {
  readonly exceptions: readonly Exception[]
  readonly external: External
  readonly findings: readonly Finding[]
}

const topKeys = ['exceptions', 'external']
const exceptionKeys = ['check', 'object', 'at', 'reason', 'until']
const externalKeys = ['kind', 'name', 'namespace', 'keys', 'host', 'reason']
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

/** Reads an exceptions file. What is wrong in it is a finding, and that line counts for nothing. */
export function readDeclarations(file: string, text: string, checks: readonly Check[]): Declarations {
  const source = readYaml(file, text)
  if (!('file' in source)) return { exceptions: [], external: externalOf([]), findings: source }
  const findings: Finding[] = []
  const wrong = (path: readonly (string | number)[], message: string, remedy: string): void => {
    findings.push({ code: 'exceptions-invalid', severity: 'error', message, remedy, place: source.place(path) })
  }
  const value = source.value ?? {}
  if (!isObject(value)) {
    wrong([], 'The file must be a mapping.', 'Its keys are exceptions and external.')
    return { exceptions: [], external: externalOf([]), findings }
  }
  const unknown = (object: object, path: readonly (string | number)[], known: readonly string[]): void => {
    for (const key of Object.keys(object).filter((key) => !known.includes(key)))
      wrong([...path, key], `Unknown key ${key}.`, unknownKeyRemedy(key, known))
  }
  const list = (key: string): readonly unknown[] => {
    const found = value[key] ?? []
    if (Array.isArray(found)) return found
    wrong([key], `${key} must be a list.`, 'Begin each entry with a -.')
    return []
  }
  unknown(value, [], topKeys)

  const exceptions = list('exceptions').flatMap((entry, index): Exception[] => {
    const path = ['exceptions', index]
    if (!isObject(entry)) {
      wrong(path, 'An exception is a mapping of check, object, reason and until.', 'Write - check: …')
      return []
    }
    unknown(entry, path, exceptionKeys)
    const missing = ['check', 'object', 'reason', 'until'].filter(
      (key) => typeof entry[key] !== 'string' || entry[key] === '',
    )
    if (missing.length > 0) {
      wrong(
        path,
        `${missing.join(', ')} is missing, or no text.`,
        'An exception says which check, for which object, why and until which day.',
      )
      return []
    }
    const { check, object, reason, until, at } = entry as Record<string, string>
    const nameProblem = checkNameProblem(check!, checks)
    if (nameProblem !== undefined) wrong([...path, 'check'], nameProblem.message, nameProblem.remedy)
    if (!day.test(until!)) wrong([...path, 'until'], `until is no day: ${until}.`, 'Write it as 2027-03-01.')
    return [
      {
        check: check!,
        object: object!,
        reason: reason!,
        until: until!,
        ...(typeof at === 'string' ? { at } : {}),
        place: source.place(path),
      },
    ]
  })

  const lines: ExternalLine[] = []
  const hosts: string[] = []
  for (const [index, entry] of list('external').entries()) {
    const path = ['external', index]
    if (!isObject(entry)) {
      wrong(path, 'An external thing is a mapping of kind and name, or of host, and reason.', 'Write - kind: …')
      continue
    }
    unknown(entry, path, externalKeys)
    const { kind, name, namespace, keys, host, reason } = entry
    if (typeof reason !== 'string' || reason === '') wrong(path, 'reason is missing.', 'Say who makes it.')
    if (typeof host === 'string') hosts.push(host)
    else if (typeof kind === 'string' && typeof name === 'string')
      lines.push({
        kind,
        name,
        ...(typeof namespace === 'string' ? { namespace } : {}),
        ...(Array.isArray(keys) ? { keys: keys.map(String) } : {}),
      })
    else wrong(path, 'It has neither kind and name nor host.', 'Say what it is.')
  }
  return { exceptions, external: externalOf(lines, hosts), findings }
}

const unknownKeyRemedy = (key: string, known: readonly string[]): string => {
  const similar = nearest(key, known)
  return similar === undefined ? `Known keys: ${known.join(', ')}.` : `Did you mean ${similar}?`
}

export function externalOf(lines: readonly ExternalLine[], hosts: readonly string[] = []): External {
  const find = (kind: string, name: string, namespace?: string): ExternalLine | undefined =>
    lines.find(
      (line) =>
        line.kind === kind &&
        matchesGlob(line.name, name) &&
        (line.namespace === undefined || namespace === undefined || namespace === '' || line.namespace === namespace),
    )
  return {
    has: (kind, name, namespace) => find(kind, name, namespace) !== undefined,
    keysOf: (kind, name, namespace) => find(kind, name, namespace)?.keys,
    hasHost: (host) => hosts.some((known) => matchesGlob(known, host)),
  }
}

const matchesGlob = (pattern: string, text: string): boolean =>
  pattern === text ||
  (pattern.includes('*') &&
    new RegExp(
      `^${pattern
        .split('*')
        .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
    ).test(text))

/** `thanos-gitops/except.pod-security-restricted: "until 2027-03-01: the image needs root"` */
export const annotationPrefix = 'thanos-gitops/except.'
const annotation = /^until (\d{4}-\d{2}-\d{2}): *(\S.*)$/s

/** The exceptions that stand on the objects themselves. */
export function annotatedExceptions(
  objects: readonly SourcedObject[],
  checks: readonly Check[],
): { exceptions: Exception[]; findings: Finding[] } {
  const exceptions: Exception[] = []
  const findings: Finding[] = []
  for (const subject of objects)
    for (const [key, text] of Object.entries(subject.object.metadata.annotations ?? {})) {
      if (!key.startsWith(annotationPrefix)) continue
      const check = key.slice(annotationPrefix.length)
      const place = subject.place(`/metadata/annotations/${key.replaceAll('/', '~1')}`)
      const [, until = '', reason = ''] = annotation.exec(String(text)) ?? []
      const nameProblem = checkNameProblem(check, checks)
      if (nameProblem !== undefined)
        findings.push({ code: 'exceptions-invalid', severity: 'error', ...nameProblem, place })
      else if (!day.test(until))
        findings.push({
          code: 'exceptions-invalid',
          severity: 'error',
          message: `The annotation ${key} does not say until when, and why.`,
          remedy: 'Write "until 2027-03-01: the reason".',
          place,
        })
      else
        exceptions.push({
          check,
          object: `${subject.object.kind}/${subject.object.metadata.name}`,
          reason,
          until,
          place,
          subject,
        })
    }
  return { exceptions, findings }
}

export interface Excepted {
  readonly findings: readonly Finding[]
  /** How many findings an exception took out. */
  readonly excepted: number
}

/**
 * Takes out what is excepted. An exception that has expired takes out nothing and is a finding itself, as is one that
 * took out nothing although its check ran. `today` is such as `2026-11-24`.
 */
export function applyExceptions(
  found: readonly CheckedFinding[],
  exceptions: readonly Exception[],
  ran: readonly Check[],
  today: string,
): Excepted {
  const used = new Set<Exception>()
  const kept = found.filter((finding) => {
    const applying = exceptions.filter((exception) => covers(exception, finding))
    for (const exception of applying) used.add(exception)
    return !applying.some(({ until }) => until >= today)
  })
  const own = exceptions.flatMap((exception): Finding[] => {
    const { check, object, until, place, reason } = exception
    if (until < today && used.has(exception))
      return [
        {
          code: 'exception-expired',
          severity: 'error',
          message: `The exception of ${object} from ${check} ended on ${until} (${reason}).`,
          remedy: 'Keep the promise now, or say until when it cannot be kept.',
          place,
        },
      ]
    if (!used.has(exception) && ran.some((one) => isNamed(one, check)))
      return [
        {
          code: 'exception-unused',
          severity: 'warning',
          message: `The exception of ${object} from ${check} is not needed.`,
          remedy: 'Remove it.',
          place,
        },
      ]
    return []
  })
  return { findings: [...kept, ...own], excepted: found.length - kept.length }
}

const covers = (
  { check, object, at, subject }: Exception,
  { check: promise, object: found, pointer }: CheckedFinding,
): boolean =>
  isNamed(promise, check) &&
  (subject === undefined
    ? matchesGlob(object, `${found.object.kind}/${found.object.metadata.name}`)
    : subject === found) &&
  (at === undefined || pointer === at || pointer.startsWith(`${at}/`))
