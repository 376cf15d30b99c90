import { type Finding, identityOf, labelOf, type Place, type SourcedObject } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from './check.ts'
import { causeOf, declareExternal } from './external-lines.ts'
import { lazy } from './lazy.ts'

/** A finding with its check, object and pointer, to which an exception refers. */
export interface CheckedFinding extends Finding {
  readonly check: Check
  readonly object: SourcedObject
  readonly pointer: string
  /** Identifies the object and the pointer: it does not depend on line numbers. */
  readonly key: string
  /** The findings of one check with the same cause are reported as one. */
  readonly cause: string | undefined
}

type Places = Pick<CheckedFinding, 'marked' | 'rendered'> & { readonly place: Place }

/** A finding without its places: to find them, the sources of the base are read. Most findings with an exception do not need them. */
export interface UnplacedFinding extends Omit<CheckedFinding, 'place' | 'marked' | 'rendered'> {
  /** Computed once. */
  places(): Places
}

/** The findings of one check that are reported in one run, with different causes. Documented in the README of this package. */
export const mostFindings = 1000

export interface ChecksResult {
  readonly findings: readonly UnplacedFinding[]
  /** The checks that have more findings than `mostFindings`. The others were not searched for. */
  readonly incomplete: readonly Check[]
}

/** Runs the checks, and finds the places of all findings. */
export function runChecks(
  ...search: Parameters<typeof searchFindings>
): Omit<ChecksResult, 'findings'> & { readonly findings: readonly CheckedFinding[] } {
  const { findings, ...rest } = searchFindings(...search)
  return { findings: findings.map(placed), ...rest }
}

export const placed = ({ places, ...finding }: UnplacedFinding): CheckedFinding => ({ ...finding, ...places() })

/**
 * Runs the checks one after the other. Findings are in the order of the checks, and of the objects within each.
 *
 * @param isCounted whether a finding counts for `mostFindings`, as those to which an exception applies do not
 */
export function searchFindings(
  checks: readonly Check[],
  context: CheckContext,
  isCounted: (finding: UnplacedFinding) => boolean = () => true,
): ChecksResult {
  const findings: UnplacedFinding[] = []
  const incomplete: Check[] = []
  for (const check of checks) {
    let counted = 0
    const causes = new Set<string>()
    for (const problem of check.run(context)) {
      const finding = toFinding(check, problem, context)
      const isNew = finding.cause === undefined || !causes.has(finding.cause)
      if (isNew && isCounted(finding)) {
        if (finding.cause !== undefined) causes.add(finding.cause)
        if (counted++ === mostFindings) {
          incomplete.push(check)
          break
        }
      }
      findings.push(finding)
    }
  }
  return { findings, incomplete }
}

/** Reports that a check has more findings than are listed. */
export const moreFindings = ({ name, severity }: Check): Finding => ({
  code: name,
  severity,
  message: `There are more than ${mostFindings} findings of ${name}. The others are not listed.`,
  remedy: 'Fix the listed ones first, or check fewer manifests at once.',
})

function toFinding(
  check: Check,
  { object, pointer, offset, message, remedy = check.remedy, missing, cause, severity, detail }: Problem,
  context: CheckContext,
): UnplacedFinding {
  return {
    code: check.name,
    severity: severity ?? check.severity,
    message: `${labelOf(object.object)}: ${message}`,
    remedy: missing === undefined ? remedy : `${remedy}\n${declareExternal(context.environment, missing)}`,
    ...(detail === undefined ? {} : { detail }),
    check,
    object,
    pointer,
    key: `${identityOf(object.object)}${pointer}`,
    cause: cause ?? (missing && causeOf(missing)),
    places: lazy(() => placesOf({ object, pointer, offset })),
  }
}

/**
 * The place is the source of the value: the line of the patch or of the base, if the renderer recorded it, with the rendered
 * place next to it. In other manifests it is the line of the file. Like the findings of a render, a finding about a part of the
 * value of an operation has the place of the value, if both are on one line.
 */
function placesOf({
  object,
  pointer,
  offset,
}: Pick<Problem, 'object' | 'pointer'> & { readonly offset: number | undefined }): Places {
  const rendered =
    offset === undefined || object.placeIn === undefined ? object.place(pointer) : object.placeIn(pointer, offset)
  const origin = object.origins?.(pointer)[0]
  const start = origin?.start?.line === origin?.place.line ? origin?.start : undefined
  return {
    place: start ?? origin?.place ?? rendered,
    ...(start === undefined ? {} : { marked: origin!.place }),
    ...(origin === undefined ? {} : { rendered }),
  }
}
