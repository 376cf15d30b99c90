import { nanoUnits, placeText, type ReportProblem } from '@thanos-gitops/manifest'
import { matchesGlob } from '../patches/glob.ts'
import { isSameValue, isWithin, type PolicyRange, type PolicyRule } from './policy-rule.ts'

/** Reports pairs of rules for the same field of the same objects that together allow no value: all rules of a field must hold. */
export function reportContradictions(rules: readonly PolicyRule[], report: ReportProblem): void {
  rules.forEach((rule, index) => {
    const other = rules
      .slice(0, index)
      .find((before) => before.path === rule.path && overlap(before, rule) && allowNothing(before, rule))
    if (other === undefined) return
    report(
      'policy-contradiction',
      rule.place(),
      `${rule.path}: no value meets both this rule and the rule at ${placeText(other.place())}.`,
      'Give one of the two rules another target or other limits: all rules of a field must hold.',
    )
  })
}

/** Whether the same object of the same environment can be subject to both rules. */
const overlap = (a: PolicyRule, b: PolicyRule): boolean =>
  (['kind', 'component'] as const).every((key) => a[key] === undefined || b[key] === undefined || a[key] === b[key]) &&
  (a.name === undefined || b.name === undefined || matchesGlob(a.name, b.name) || matchesGlob(b.name, a.name)) &&
  (a.environments === undefined ||
    b.environments === undefined ||
    a.environments.some((name) => b.environments!.includes(name)))

function allowNothing(a: PolicyRule, b: PolicyRule): boolean {
  const values =
    a.in && b.in ? a.in.filter((value) => b.in!.some((other) => isSameValue(value, other))) : (a.in ?? b.in)
  const ranges = [a.range, b.range].filter((range) => range !== undefined)
  if (values) return !values.some((value) => ranges.every((range) => isWithin(value, range)))
  const [first, second] = ranges
  return first !== undefined && second !== undefined && (isBelow(first, second) || isBelow(second, first))
}

const isBelow = (a: PolicyRange, b: PolicyRange): boolean =>
  a.to !== undefined && b.from !== undefined && nanoUnits(a.to)! < nanoUnits(b.from)!
