import type { Finding, SourcedObject } from '@thanos-gitops/manifest'
import { checks as allChecks } from '../registry.ts'
import type { Check } from './check.ts'
import { type ContextInput, createContext } from './context.ts'
import { annotatedExceptions, applyExceptions, type Declarations } from './exceptions.ts'
import { runChecks } from './run-checks.ts'

export interface CheckOptions extends Omit<ContextInput, 'objects' | 'external'> {
  readonly objects: readonly SourcedObject[]
  /** What `readDeclarations` read. */
  readonly declarations?: Declarations
  /** All of the registry without it. */
  readonly checks?: readonly Check[]
  /** The checks that exceptions may name; all of the registry without it. */
  readonly known?: readonly Check[]
  /** `2026-11-24`: exceptions that ended before it count no longer. */
  readonly today: string
}

export interface CheckedManifests {
  readonly findings: readonly Finding[]
  readonly excepted: number
}

/** Runs checks on objects, whoever made them, and applies the exceptions. */
export function checkManifests({
  objects,
  declarations,
  checks = allChecks,
  known = allChecks,
  today,
  ...rest
}: CheckOptions): CheckedManifests {
  const context = createContext({
    objects,
    ...rest,
    ...(declarations === undefined ? {} : { external: declarations.external }),
  })
  const annotated = annotatedExceptions(objects, known)
  const { findings, excepted } = applyExceptions(
    runChecks(checks, context),
    [...(declarations?.exceptions ?? []), ...annotated.exceptions],
    checks,
    today,
  )
  return { findings: [...(declarations?.findings ?? []), ...annotated.findings, ...findings], excepted }
}
