import type { Finding, Place } from '@thanos-gitops/manifest'
import type { BaseProblem } from '../base/base-problem.ts'
import { type BaseSources, readBaseSources } from './base-sources.ts'
import type { Traced } from './evaluate/traced.ts'

/** The problems of a base as findings, with file, line and column in its sources. */
export function baseFindings(root: string, problems: readonly BaseProblem[]): readonly Finding[] {
  const sources = readBaseSources(root)
  const findings = problems.map(
    (problem): Finding => ({
      code: problem.code ?? 'base-invalid',
      severity: 'error',
      message: problem.message,
      remedy: problem.remedy,
      place: placeOf(problem, sources),
    }),
  )
  // Values that share a condition or a setting share its place.
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()]
}

function placeOf({ steps, conditionName, isEntry }: BaseProblem, sources: BaseSources): Place {
  const value = nearestValue(steps, sources)
  const use = isEntry ? value?.via?.[0] : undefined
  const name = conditionName === undefined ? undefined : nameIn(value?.conditionNames, conditionName)
  const at = use ?? name?.at ?? value?.at
  return at === undefined ? { file: 'base/index.ts' } : sources.place(at)
}

/** The value at some steps, or the nearest of its parents that the sources show. */
function nearestValue(steps: BaseProblem['steps'], sources: BaseSources): Traced | undefined {
  for (let length = steps.length; length >= 0; length--) {
    const value = sources.base(steps.slice(0, length))
    if (value !== undefined) return value
  }
  return undefined
}

const nameIn = (names: Traced | undefined, name: string): Traced | undefined =>
  names?.type === 'list' ? names.items.find((item) => item.type === 'string' && item.value === name) : names
