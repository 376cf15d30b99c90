import { formatPointer, isObject, type KubernetesObject, labelOf, type Place, valueAt } from '@thanos-gitops/manifest'
import { matchesStep } from '../patches/resolve-path.ts'
import { matchesGlob } from '../patches/select-targets.ts'
import { isWithin, type PolicyRule, same } from './load-policy.ts'

/** The rules that hold for one environment. Without a policy everything is allowed. */
export interface Policy {
  readonly rules: readonly PolicyRule[]
  readonly file: string
}

/** What a patch wants to do to an object. */
export interface Change {
  readonly component: string
  readonly before: KubernetesObject
  readonly after: KubernetesObject
  /** Where something was written, or taken away. */
  readonly written?: readonly string[] | undefined
  readonly removed?: readonly string[] | undefined
  /** Whether an element was inserted into a list: then nothing was replaced. */
  readonly inserted: boolean
}

export interface Refusal {
  readonly message: string
  readonly remedy: string
  /** Whether the path is to blame, and not the value. */
  readonly path?: boolean
}

type Steps = readonly string[]

/** Why the policy does not allow a change; undefined where it does. Each field that the change reaches must be allowed. */
export function refusal(policy: Policy, change: Change, placeText: (place: Place) => string): Refusal | undefined {
  const { before, after, written, removed, inserted } = change
  const was = written && !inserted ? leaves(valueAt(before, written), written) : []
  const is = written ? leaves(valueAt(after, written), written) : []
  const old = new Map(was.map(({ steps, value }) => [formatPointer(steps), value]))
  const set = is.filter(({ steps, value }) => !same(old.get(formatPointer(steps)), value))
  const kept = new Set(is.map(({ steps }) => formatPointer(steps)))
  const gone = [
    ...was.filter(({ steps }) => !kept.has(formatPointer(steps)) && !is.some((leaf) => startsWith(leaf.steps, steps))),
    ...(removed ? leaves(valueAt(before, removed), removed) : []),
  ]
  for (const { steps, value } of set) {
    const problem = judge(policy, change.component, after, steps, { value }, placeText)
    if (problem) return problem
  }
  for (const { steps } of gone) {
    const problem = judge(policy, change.component, before, steps, undefined, placeText)
    if (problem) return problem
  }
  return undefined
}

const startsWith = (steps: Steps, start: Steps): boolean => start.every((step, depth) => step === steps[depth])

function leaves(value: unknown, steps: Steps): readonly { steps: Steps; value: unknown }[] {
  const entries = Array.isArray(value) || isObject(value) ? Object.entries(value) : []
  return entries.length === 0
    ? value === undefined
      ? []
      : [{ steps, value }]
    : entries.flatMap(([key, child]) => leaves(child, [...steps, key]))
}

function judge(
  policy: Policy,
  component: string,
  object: KubernetesObject,
  steps: Steps,
  set: { value: unknown } | undefined,
  placeText: (place: Place) => string,
): Refusal | undefined {
  const rules = rulesFor(policy.rules, component, object, steps)
  const field = `${labelOf(object)}${formatPointer(steps)}`
  if (rules.length === 0)
    return {
      message: `The policy does not let patches change ${formatPointer(steps)} of ${labelOf(object)}.`,
      remedy: `Change the base, or add a rule to ${policy.file}, which its owners must approve.`,
      path: true,
    }
  for (const rule of rules) {
    const at = placeText(rule.place())
    if (set === undefined) {
      if ((rule.range || rule.in) && !rule.remove)
        return {
          message: `${field} must not be removed: ${at} sets bounds for it.`,
          remedy: 'Replace it by a value within the bounds, or add remove: true to the rule.',
        }
    } else {
      if (rule.range && !isWithin(set.value, rule.range))
        return {
          message: `${field} must be ${rangeText(rule.range)}, not ${JSON.stringify(set.value)}: ${at} says so.`,
          remedy: 'Give a value within the bounds, or change the policy, which its owners must approve.',
        }
      if (rule.in && !rule.in.some((value) => same(value, set.value)))
        return {
          message: `${field} must be one of ${rule.in.join(', ')}, not ${JSON.stringify(set.value)}: ${at} says so.`,
          remedy: 'Give one of them, or change the policy, which its owners must approve.',
        }
    }
  }
  return undefined
}

const rangeText = ({ from, to }: NonNullable<PolicyRule['range']>): string =>
  from === undefined ? `at most ${to}` : to === undefined ? `at least ${from}` : `within ${from}..${to}`

/** The rules that speak of a field of an object. */
export function rulesFor(
  rules: readonly PolicyRule[],
  component: string,
  object: KubernetesObject,
  steps: Steps,
): readonly PolicyRule[] {
  return rules.filter(
    (rule) =>
      (rule.kind === undefined || rule.kind === object.kind) &&
      (rule.name === undefined || matchesGlob(rule.name, object.metadata.name)) &&
      (rule.component === undefined || rule.component === component) &&
      matchesPath(rule.steps, object, steps),
  )
}

function matchesPath(pattern: Steps, object: unknown, steps: Steps): boolean {
  const isDeep = pattern.at(-1) === '**'
  const own = isDeep ? pattern.slice(0, -1) : pattern
  if (isDeep ? steps.length < own.length : steps.length !== own.length) return false
  let value = object
  for (const [depth, wanted] of own.entries()) {
    const step = steps[depth]!
    const child = valueAt(value, [step])
    const matches = wanted === '*' || wanted === step || (Array.isArray(value) && matchesStep(child, wanted))
    if (!matches) return false
    value = child
  }
  return true
}
