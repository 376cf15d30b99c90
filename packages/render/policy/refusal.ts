import {
  formatPointer,
  isObject,
  type KubernetesObject,
  labelOf,
  placeText,
  shownValue,
  valueAt,
} from '@thanos-gitops/manifest'
import { matchesListStep, parseListStep } from '../patches/list-step.ts'
import { matchesName } from '../patches/select-targets.ts'
import { isSameValue, isWithin, type PolicyRange, type PolicyRule } from './policy-rule.ts'
import { suggestedRule } from './suggested-rule.ts'

/** The rules of one environment. Without a policy, patches may change everything. */
export interface Policy {
  readonly rules: readonly PolicyRule[]
  readonly file: string
}

/** What a patch does to an object. */
export interface ObjectChange {
  readonly component: string
  readonly before: KubernetesObject
  readonly after: KubernetesObject
  readonly written?: Steps | undefined
  readonly removed?: Steps | undefined
  /** Whether the value is a new element of a list: then no value was replaced. */
  readonly inserted: boolean
}

export interface Refusal {
  readonly message: string
  readonly remedy: string
  /** Set if the path is wrong, whatever the value. */
  readonly isPath?: boolean
}

type Steps = readonly string[]

/** A value without fields and elements of its own. */
interface Leaf {
  readonly steps: Steps
  readonly value: unknown
}

/**
 * Why the policy does not allow a change; empty if it does. Every leaf that the change sets or removes is checked, so that a whole
 * object as the value is checked like its fields. At most one refusal of what is set and one of what is removed.
 */
export function refusals(policy: Policy, change: ObjectChange): readonly Refusal[] {
  const { before, after, component } = change
  const { set, removed } = changedLeaves(change)
  const refused = [
    firstOf(set, ({ steps, value }) =>
      refuse({ policy, component, object: after, steps, changed: change.written ?? steps }, (rule, field) =>
        setRefusal(rule, field, value),
      ),
    ),
    firstOf(removed, ({ steps }) =>
      refuse({ policy, component, object: before, steps, changed: change.removed ?? steps }, removalRefusal),
    ),
  ]
  return refused.filter((refusal) => refusal !== undefined)
}

function firstOf(leaves: readonly Leaf[], refuseLeaf: (leaf: Leaf) => Refusal | undefined): Refusal | undefined {
  for (const leaf of leaves) {
    const refused = refuseLeaf(leaf)
    if (refused) return refused
  }
  return undefined
}

function changedLeaves({ before, after, written, removed, inserted }: ObjectChange): {
  readonly set: readonly Leaf[]
  readonly removed: readonly Leaf[]
} {
  const old = written && !inserted ? leavesOf(valueAt(before, written), written) : []
  const now = written ? leavesOf(valueAt(after, written), written) : []
  const oldValues = new Map(old.map(({ steps, value }) => [formatPointer(steps), value]))
  const present = new Set(now.map(({ steps }) => formatPointer(steps)))
  const isGone = ({ steps }: Leaf): boolean =>
    !present.has(formatPointer(steps)) && !now.some((leaf) => startsWith(leaf.steps, steps))
  return {
    set: now.filter(({ steps, value }) => !isSameValue(oldValues.get(formatPointer(steps)), value)),
    removed: [...old.filter(isGone), ...(removed ? leavesOf(valueAt(before, removed), removed) : [])],
  }
}

const startsWith = (steps: Steps, start: Steps): boolean => start.every((step, depth) => step === steps[depth])

function leavesOf(value: unknown, steps: Steps): readonly Leaf[] {
  const entries = Array.isArray(value) || isObject(value) ? Object.entries(value) : []
  if (entries.length > 0) return entries.flatMap(([key, child]) => leavesOf(child, [...steps, key]))
  return value === undefined ? [] : [{ steps, value }]
}

interface ChangedField {
  readonly policy: Policy
  readonly component: string
  readonly object: KubernetesObject
  readonly steps: Steps
  /** Where the operation applies: the field or a parent of it. */
  readonly changed: Steps
}

function refuse(
  { policy, component, object, steps, changed }: ChangedField,
  check: (rule: PolicyRule, field: string) => Refusal | undefined,
): Refusal | undefined {
  const rules = rulesFor(policy.rules, component, object, steps)
  const pointer = formatPointer(steps)
  if (rules.length === 0)
    return {
      message: `The policy does not allow patches to change ${pointer} of ${labelOf(object)}.`,
      remedy: `Change the base, or add a rule to ${policy.file}, which its owners must approve:\n${suggestedRule(object, changed)}`,
      isPath: true,
    }
  for (const rule of rules) {
    const refused = check(rule, `${labelOf(object)}${pointer}`)
    if (refused) return refused
  }
  return undefined
}

function setRefusal(rule: PolicyRule, field: string, value: unknown): Refusal | undefined {
  const refused = (allowed: string): Refusal => ({
    message: `${field} must be ${allowed}, not ${shownValue(value)} (rule at ${placeText(rule.place())}).`,
    remedy: 'Write an allowed value, or change the policy, which its owners must approve.',
  })
  if (rule.range && !isWithin(value, rule.range)) return refused(rangeText(rule.range))
  if (rule.in && !rule.in.some((allowed) => isSameValue(allowed, value)))
    return refused(`one of ${rule.in.map((allowed) => shownValue(allowed)).join(', ')}`)
  return undefined
}

function removalRefusal(rule: PolicyRule, field: string): Refusal | undefined {
  if (rule.remove || !(rule.range || rule.in)) return undefined
  return {
    message: `${field} must not be removed: the rule at ${placeText(rule.place())} limits its values.`,
    remedy: 'Replace it by an allowed value, or add remove: true to the rule, which its owners must approve.',
    isPath: true,
  }
}

const rangeText = ({ from, to }: PolicyRange): string =>
  from === undefined ? `at most ${to}` : to === undefined ? `at least ${from}` : `within ${from}..${to}`

/** The rules that apply to a field of an object. */
export const rulesFor = (
  rules: readonly PolicyRule[],
  component: string,
  object: KubernetesObject,
  steps: Steps,
): readonly PolicyRule[] => rulesOf(rules, component, object).filter((rule) => matchesPath(rule.steps, object, steps))

/** The rules for an object, whatever the field. */
export const rulesOf = (
  rules: readonly PolicyRule[],
  component: string,
  object: KubernetesObject,
): readonly PolicyRule[] =>
  rules.filter(
    (rule) =>
      (rule.kind === undefined || rule.kind === object.kind) &&
      (rule.name === undefined || matchesName(rule.name, object)) &&
      (rule.component === undefined || rule.component === component),
  )

function matchesPath(pattern: Steps, object: unknown, steps: Steps): boolean {
  const isDeep = pattern.at(-1) === '**'
  const own = isDeep ? pattern.slice(0, -1) : pattern
  if (isDeep ? steps.length < own.length : steps.length !== own.length) return false
  let value = object
  for (const [depth, expected] of own.entries()) {
    const step = steps[depth]!
    const child = valueAt(value, [step])
    if (expected !== '*' && expected !== step && !(Array.isArray(value) && matchesElement(child, expected)))
      return false
    value = child
  }
  return true
}

function matchesElement(element: unknown, step: string): boolean {
  const listStep = parseListStep(step)
  return listStep !== undefined && matchesListStep(element, listStep)
}
