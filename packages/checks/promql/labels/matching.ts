import type { BinaryExpression } from '../expression.ts'
import { type LabelSet, namesIn, stateOf } from './label-set.ts'
import { canBeEqual, type LabelState } from './label-state.ts'

/** A matched label whose values always differ between the two sides of an operator. */
export interface LabelConflict {
  readonly name: string
  readonly left: LabelState
  readonly right: LabelState
}

/** The first label because of which no series of the one side matches a series of the other. */
export function conflictOf(left: LabelSet, right: LabelSet, { matching }: BinaryExpression): LabelConflict | undefined {
  if (matching.isFilled) return undefined
  const names = matching.isOn ? matching.labels : matchedNames(left, right, matching.labels)
  return names
    .map((name) => ({ name, left: stateOf(left, name), right: stateOf(right, name) }))
    .find((pair) => !canBeEqual(pair.left, pair.right))
}

const matchedNames = (left: LabelSet, right: LabelSet, ignored: readonly string[]): readonly string[] =>
  namesIn(left, right).filter((name) => name !== '__name__' && !ignored.includes(name))
