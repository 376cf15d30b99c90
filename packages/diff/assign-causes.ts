import type { RawChange } from './compare.ts'
import type { RefusalCause } from './server/verdicts.ts'

/** The causes of a refusal by the change that they are about, and those about no change. */
export interface AssignedCauses {
  readonly ofChange: ReadonlyMap<RawChange, RefusalCause>
  readonly others: readonly RefusalCause[]
}

/**
 * @param isDueToChange whether the old object was accepted: a cause that no change is about then belongs to the closest change, because a
 * value is often refused because of another one in the same structure, such as a request because of its limit
 */
export function assignCauses(
  causes: readonly RefusalCause[],
  changes: readonly RawChange[],
  isDueToChange: boolean,
): AssignedCauses {
  const ofChange = new Map<RawChange, RefusalCause>()
  const others: RefusalCause[] = []
  for (const cause of causes) {
    const about = changesAbout(cause, changes)
    const chosen = about.length === 0 && isDueToChange ? closest(cause.steps, changes) : about
    if (chosen.length === 0) others.push(cause)
    for (const change of chosen) if (!ofChange.has(change)) ofChange.set(change, cause)
  }
  return { ofChange, others }
}

/** The changes at, above and below the field that the server names. */
function changesAbout(cause: RefusalCause, changes: readonly RawChange[]): readonly RawChange[] {
  const { steps } = cause
  if (steps.length === 0) return []
  const excepted = exceptionsIn(cause)
  return changes.filter(
    (change) =>
      commonSteps(steps, change.steps) === Math.min(steps.length, change.steps.length) &&
      !excepted.some((names) => startsWith(change.steps, names)),
  )
}

/** The changes that share the most steps with a field. */
function closest(steps: readonly string[], changes: readonly RawChange[]): readonly RawChange[] {
  if (steps.length === 0) return []
  const least = Math.max(2, steps.length - 3)
  const shared = changes.map((change) => commonSteps(steps, change.steps))
  const most = Math.max(0, ...shared)
  return most < least ? [] : changes.filter((_, index) => shared[index] === most)
}

/**
 * The fields that a message excepts from a refusal of their parent: `updates to statefulset spec for fields other than 'replicas', …
 * are forbidden`. As steps, in which `*` is any index.
 */
function exceptionsIn({ steps, message }: RefusalCause): readonly (readonly string[])[] {
  const list = /(?:other than|except) (.*)/s.exec(message)?.[1]
  if (list === undefined) return []
  const quoted = [...list.matchAll(/['`]([\w.[\]*]+)['`]/g)].map(([, name]) => name!)
  const names = quoted.length > 0 ? quoted : (/^[\w., ]+?(?= for | are |$)/.exec(list)?.[0].split(/,| and /) ?? [])
  return names.map((name) => {
    const path = name.trim().replaceAll('[*]', '.*').split('.')
    return path[0] === steps[0] ? path : [...steps, ...path]
  })
}

function commonSteps(a: readonly string[], b: readonly string[]): number {
  const end = a.findIndex((step, index) => step !== b[index])
  return end === -1 ? a.length : end
}

const startsWith = (steps: readonly string[], pattern: readonly string[]): boolean =>
  pattern.length <= steps.length && pattern.every((step, index) => step === '*' || step === steps[index])
