import type { Origin, Place } from '@thanos-gitops/manifest'

/** The sources of a field of a rendered object, newest first, and the fields below it. */
export interface FieldHistory {
  readonly origins: readonly Origin[]
  /** The literals of the name of the field, if it is computed: `checksum/<name>`. */
  readonly key?: readonly Place[]
  readonly children?: Map<string, FieldHistory> | FieldHistory[]
  /** The sources of fields that patches have removed. */
  removed?: Map<string, readonly Origin[]>
  /** The place of a line of a string with several lines, counted from 0. */
  lineAt?(line: number): LinePlace
}

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
  for (const step of steps)
    found = Array.isArray(found?.children) ? found.children[Number(step)] : found?.children?.get(step)
  return found
}
