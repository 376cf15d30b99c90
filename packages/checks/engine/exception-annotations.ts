import { escapeStep, type Finding, labelOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Check } from './check.ts'
import { checkNameProblem } from './check-names.ts'
import { isDay } from './day.ts'
import type { Exception } from './exceptions.ts'

/** `thanos-gitops/except.pod-security-restricted: "until 2027-03-01: the image requires root"` */
const prefix = 'thanos-gitops/except.'
const format = /^until (\d{4}-\d{2}-\d{2}): *(\S.*)$/s

/** The exceptions in the annotations of the objects, and the problems of these annotations. */
export function annotatedExceptions(
  objects: readonly SourcedObject[],
  checks: readonly Check[],
): { readonly exceptions: readonly Exception[]; readonly findings: readonly Finding[] } {
  const results = objects.flatMap((subject) =>
    Object.entries(subject.object.metadata.annotations ?? {}).flatMap(([key, text]) =>
      key.startsWith(prefix) ? [readAnnotation(subject, key, String(text), checks)] : [],
    ),
  )
  return {
    exceptions: results.filter((result) => 'check' in result),
    findings: results.filter((result) => 'code' in result),
  }
}

function readAnnotation(
  subject: SourcedObject,
  key: string,
  text: string,
  checks: readonly Check[],
): Exception | Finding {
  const check = key.slice(prefix.length)
  const place = subject.place(`/metadata/annotations/${escapeStep(key)}`)
  const problem = checkNameProblem(check, checks)
  if (problem !== undefined) return { code: 'exceptions-invalid', severity: 'error', ...problem, place }
  const [, until = '', reason = ''] = format.exec(text) ?? []
  if (!isDay(until))
    return {
      code: 'exceptions-invalid',
      severity: 'error',
      message: `The annotation ${key} must have a date and a reason.`,
      remedy: 'Write for example "until 2027-03-01: the reason".',
      place,
    }
  return { check, object: labelOf(subject.object), reason, until, place, subject }
}
