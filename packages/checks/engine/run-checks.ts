import { type Finding, identityOf, labelOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from './check.ts'
import { declareExternal } from './external-lines.ts'

/** A finding with the object and the pointer that it is about: what an exception names. */
export interface CheckedFinding extends Finding {
  readonly check: Check
  readonly object: SourcedObject
  readonly pointer: string
  /** The same as long as the same is wrong with the same field, on whichever line it stands. */
  readonly key: string
}

/** Runs the checks one after the other. What they say is in the order of the checks, and of the objects in each. */
export function runChecks(checks: readonly Check[], context: CheckContext): CheckedFinding[] {
  const findings: CheckedFinding[] = []
  for (const check of checks)
    for (const problem of check.run(context)) findings.push(toFinding(check, problem, context))
  return findings
}

/**
 * The place is where the value was written: the patch line or the base line where the renderer knows it, and then the
 * rendered place stands beside it. In other people's manifests it is the line in the file.
 */
function toFinding(
  check: Check,
  { object, pointer, offset, message, remedy = check.remedy, missing, severity, detail }: Problem,
  context: CheckContext,
): CheckedFinding {
  const rendered =
    offset === undefined || object.placeIn === undefined ? object.place(pointer) : object.placeIn(pointer, offset)
  const origin = object.origins?.(pointer)[0]?.place
  const place = origin ?? rendered
  return {
    code: check.name,
    severity: severity ?? check.severity,
    message: `${labelOf(object.object)}: ${message}`,
    remedy: missing === undefined ? remedy : `${remedy}\n${declareExternal(context.environment, missing)}`,
    place,
    ...(origin === undefined ? {} : { rendered }),
    ...(detail === undefined ? {} : { detail }),
    check,
    object,
    pointer,
    key: `${identityOf(object.object)}${pointer}`,
  }
}
