import { type Finding, type Place, type SourcedObject, unshardedName } from '@thanos-gitops/manifest'
import type { Check } from './check.ts'
import { isNamed } from './check-names.ts'
import { matchesGlob } from './glob.ts'
import { countCauses, mergeCauses } from './merge-causes.ts'
import { placed, type UnplacedFinding } from './run-checks.ts'

/** Permits an object to break the promise of a check until a date. */
export interface Exception {
  /** The name or the rule number of a check. */
  readonly check: string
  /** `StatefulSet/seaweedfs`; `*` matches any characters. Or the file that sets the value: `environments/a/patches/b.yaml`. */
  readonly object: string
  /** Restricts the exception to the values at and below this pointer. */
  readonly at?: string
  readonly reason: string
  /** The last day of the exception: `2027-03-01`. */
  readonly until: string
  readonly place: Place
  /** For an exception in an annotation: the annotated object, to which alone it applies. */
  readonly subject?: SourcedObject
}

export interface ExceptionResult {
  readonly findings: readonly Finding[]
  /** The number of findings that exceptions removed. */
  readonly excepted: number
}

/** The exceptions of a run, indexed by check and annotated object. */
export interface ExceptionIndex {
  /** The exceptions that apply to a finding, also if they have ended. */
  applicable(finding: UnplacedFinding): readonly Exception[]
}

export function indexExceptions(exceptions: readonly Exception[]): ExceptionIndex {
  const bySubject = Map.groupBy(exceptions, ({ subject }) => subject)
  const general = bySubject.get(undefined) ?? []
  return {
    applicable: (finding) =>
      [...general, ...(bySubject.get(finding.object) ?? [])].filter((exception) => appliesTo(exception, finding)),
  }
}

/** Whether an exception that has not ended applies to a finding. */
export const isExcepted = (index: ExceptionIndex, finding: UnplacedFinding, today: string): boolean =>
  index.applicable(finding).some(({ until }) => until >= today)

/**
 * Removes the findings to which exceptions apply, and merges the others by their causes. An exception that has ended removes nothing and is an error; one that
 * matches no finding although its check ran is a warning.
 *
 * @param ran the checks that searched all objects
 * @param today such as `2026-11-24`
 */
export function applyExceptions(
  findings: readonly UnplacedFinding[],
  exceptions: readonly Exception[],
  ran: readonly Check[],
  today: string,
  index: ExceptionIndex = indexExceptions(exceptions),
): ExceptionResult {
  const used = new Set<Exception>()
  const { remaining = [], excepted = [] } = Object.groupBy(findings, (finding) => {
    const applicable = index.applicable(finding)
    for (const exception of applicable) used.add(exception)
    return applicable.some(({ until }) => until >= today) ? 'excepted' : 'remaining'
  })
  const problems = exceptions.flatMap((exception): Finding[] => {
    if (used.has(exception)) return exception.until < today ? [expired(exception)] : []
    return ran.some((check) => isNamed(check, exception.check)) ? [unused(exception)] : []
  })
  return { findings: [...mergeCauses(remaining.map(placed)), ...problems], excepted: countCauses(excepted) }
}

const expired = ({ check, object, until, place, reason }: Exception): Finding => ({
  code: 'exception-expired',
  severity: 'error',
  message: `The exception of ${object} from ${check} ended on ${until} (${reason}).`,
  remedy: 'Fix the object, or set a later date in until.',
  place,
})

const unused = ({ check, object, place }: Exception): Finding => ({
  code: 'exception-unused',
  severity: 'warning',
  message: `The exception of ${object} from ${check} has no effect.`,
  remedy: 'Remove the exception.',
  place,
})

function appliesTo({ check, object, at, subject }: Exception, finding: UnplacedFinding): boolean {
  if (!isNamed(finding.check, check)) return false
  const { object: manifest } = finding.object
  const names = [manifest.metadata.name, unshardedName(manifest)]
  const isObject =
    subject === undefined
      ? names.some((name) => matchesGlob(object, `${manifest.kind}/${name}`))
      : subject === finding.object
  const isBelow = at === undefined || finding.pointer === at || finding.pointer.startsWith(`${at}/`)
  if (isObject && isBelow) return true
  // An exception can also name the file that sets the value, such as a patch file. Files of sources begin with a lower-case folder.
  const isFile = finding.object.origins === undefined || !/^[A-Z]\w*\/[^/:]*$/.test(object)
  return subject === undefined && isFile && object === finding.places().place.file
}
