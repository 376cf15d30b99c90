import type { Finding, SourcedObject } from '@thanos-gitops/manifest'
import { checks as allChecks } from '../registry.ts'
import type { Check, CheckContext } from './check.ts'
import { type ContextInput, createContext } from './context.ts'
import type { Declarations } from './declarations.ts'
import { annotatedExceptions } from './exception-annotations.ts'
import { applyExceptions, indexExceptions, isExcepted } from './exceptions.ts'
import { moreFindings, searchFindings } from './run-checks.ts'

export interface CheckOptions extends Omit<ContextInput, 'objects' | 'external'> {
  readonly objects: readonly SourcedObject[]
  /** The content of an exceptions file. */
  readonly declarations?: Declarations
  /** Defaults to all checks of the registry. */
  readonly checks?: readonly Check[]
  /** The checks that exceptions may refer to. Defaults to all checks of the registry. */
  readonly knownChecks?: readonly Check[]
  /** `2026-11-24`: exceptions that ended before this day have no effect. */
  readonly today: string
}

export interface CheckedManifests {
  readonly findings: readonly Finding[]
  /** The number of findings that exceptions removed. */
  readonly excepted: number
}

/** Runs checks on objects of any origin and applies the exceptions. */
export const checkManifests = (options: CheckOptions): CheckedManifests => prepareCheck(options).run()

/** A check of manifests that has not begun: checks that compare environments need the contexts of all of them. */
export interface PreparedCheck {
  readonly context: CheckContext
  run(): CheckedManifests
}

export function prepareCheck(options: CheckOptions): PreparedCheck {
  const { objects, declarations, checks, knownChecks, today, ...rest } = options
  const context = createContext({ objects, ...rest, ...(declarations && { external: declarations.external }) })
  return { context, run: () => runOn(context, options) }
}

function runOn(
  context: CheckContext,
  { objects, declarations, checks = allChecks, knownChecks = allChecks, today }: CheckOptions,
): CheckedManifests {
  const annotated = annotatedExceptions(objects, knownChecks)
  const exceptions = [...(declarations?.exceptions ?? []), ...annotated.exceptions]
  const index = indexExceptions(exceptions)
  const ran = searchFindings(checks, context, (finding) => !isExcepted(index, finding, today))
  const complete = checks.filter(
    (check) => !ran.incomplete.includes(check) && (check.comparesEnvironments !== true || context.fleet !== undefined),
  )
  const { findings, excepted } = applyExceptions(ran.findings, exceptions, complete, today, index)
  return {
    findings: [
      ...(declarations?.findings ?? []),
      ...annotated.findings,
      ...findings,
      ...ran.incomplete.map(moreFindings),
    ],
    excepted,
  }
}
