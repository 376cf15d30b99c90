import { type Origin, type Place, unescapeStep } from '@thanos-gitops/manifest'

/** The sources of a field of a rendered object, newest first, and the fields below it. Histories of several objects share parts. */
export interface FieldHistory {
  readonly origins: readonly Origin[]
  /** The literals of the name of the field, if it is computed: `checksum/<name>`. */
  readonly key?: readonly Place[]
  readonly children?: FieldChildren
  /** The sources of fields that patches have removed. */
  readonly removed?: ReadonlyMap<string, readonly Origin[]>
  /** The place of a line of a string with several lines, counted from 0. */
  lineAt?(line: number): LinePlace
}

export type FieldChildren = ReadonlyMap<string, FieldHistory> | readonly FieldHistory[]

export interface LinePlace {
  readonly place: Place
  /** The literals of the line, if there are several. */
  readonly partsAt?: readonly Place[]
  /** Whether settings decide the line. Only for a string of the base. */
  readonly hasSettings?: boolean
}

/** The history of the field at some steps; undefined if it does not exist. */
export function historyAt(root: FieldHistory, steps: readonly string[]): FieldHistory | undefined {
  let found: FieldHistory | undefined = root
  for (const step of steps) found = found && childAt(found, step)
  return found
}

export const childAt = ({ children }: FieldHistory, step: string): FieldHistory | undefined =>
  isList(children) ? children[Number(step)] : children?.get(step)

// `Array.isArray` does not narrow a list that is read-only.
export const isList = (children: FieldChildren | undefined): children is readonly FieldHistory[] =>
  Array.isArray(children)

/** A history with another one at some steps. The history itself if their parent does not exist. */
export function withHistoryAt(
  root: FieldHistory,
  steps: readonly string[],
  change: (found: FieldHistory) => FieldHistory,
): FieldHistory {
  const [step, ...rest] = steps
  if (step === undefined) return change(root)
  const child = childAt(root, step)
  return child === undefined ? root : withChild(root, step, withHistoryAt(child, rest, change))
}

/** A history with another child in the place of one that may exist. */
export function withChild(history: FieldHistory, step: string, child: FieldHistory): FieldHistory {
  const { children } = history
  if (children === undefined) return history
  return {
    ...history,
    children: isList(children) ? children.with(Number(step), child) : new Map(children).set(step, child),
  }
}

/** A history without a child. */
export function withoutChild(history: FieldHistory, step: string): FieldHistory {
  const { children } = history
  if (children === undefined) return history
  if (isList(children)) return { ...history, children: children.toSpliced(Number(step), 1) }
  const others = new Map(children)
  others.delete(step)
  return { ...history, children: others }
}

/** A history, and the pointer to it. */
export interface FoundHistory {
  readonly found: FieldHistory
  readonly path: string
}

/** Returns the function that finds the history at a pointer, or that of its nearest parent. */
export function historyFinder(root: FieldHistory): (pointer: string) => FoundHistory {
  // Lines follow each other, so that most of them have a parent that was found before.
  const known = new Map<string, FoundHistory>([['', { found: root, path: '' }]])
  const find = (pointer: string): FoundHistory => {
    const before = known.get(pointer)
    if (before !== undefined) return before
    const end = Math.max(pointer.lastIndexOf('/'), 0)
    const parent = find(pointer.slice(0, end))
    const child = parent.path.length === end ? childAt(parent.found, unescapeStep(pointer.slice(end + 1))) : undefined
    if (child === undefined) return parent
    const result = { found: child, path: pointer }
    if (child.children !== undefined) known.set(pointer, result)
    return result
  }
  return find
}
