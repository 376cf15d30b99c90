import { checks as allChecks, type PreparedCheck } from '@thanos-gitops/checks'
import { environmentNames, isEnvironmentName } from '@thanos-gitops/render'
import type { CheckedSubjects, CheckSettings } from './checked-subjects.ts'

/** An environment that is only compared with the checked ones; without `prepared` if it does not render. */
export interface OtherEnvironment {
  readonly name: string
  readonly prepared?: PreparedCheck
}

/** The names of the environments to render, in the order of their names: the later one of two gets their findings. */
export function comparedNames(
  root: string,
  names: readonly string[],
  { comparesEnvironments, checks }: CheckSettings,
): readonly string[] {
  if (!comparesEnvironments || !checks.some((check) => check.comparesEnvironments)) return names
  return [...new Set([...names, ...environmentNames(root).filter(isEnvironmentName)])].sort()
}

export const comparisonsOf = (settings: CheckSettings): CheckSettings => ({
  ...settings,
  checks: settings.checks.filter((check) => check.comparesEnvironments),
})

/** Adds the findings of the other environments that are about a checked one. Their exceptions apply, and are not judged. */
export function withComparisons<Result extends Pick<CheckedSubjects, 'subjects' | 'notes'>>(
  result: Result,
  others: readonly OtherEnvironment[],
): Result {
  const [first, ...rest] = result.subjects
  if (first === undefined || others.length === 0) return result
  const comparisons = new Set(allChecks.filter((check) => check.comparesEnvironments).map(({ name }) => name))
  const ran = others.flatMap(({ prepared }) => prepared?.run() ?? [])
  const findings = ran.flatMap((one) => one.findings).filter(({ code }) => comparisons.has(code))
  const excepted = ran.reduce((sum, one) => sum + one.excepted, 0)
  const unread = others.filter(({ prepared }) => prepared === undefined).map(({ name }) => name)
  return {
    ...result,
    subjects: [{ ...first, findings: [...first.findings, ...findings], excepted: first.excepted + excepted }, ...rest],
    notes: [
      ...result.notes,
      ...(unread.length === 0 ? [] : [`Not compared with ${unread.join(', ')}, because it does not render.`]),
    ],
  }
}
