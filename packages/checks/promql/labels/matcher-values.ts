import { anchoredPattern } from '../../engine/re2.ts'
import type { LabelMatcher } from '../analysis.ts'
import { type LabelState, labelWithValues, presentLabel } from './label-state.ts'

/** Whether a matcher matches a value; `''` is a series without the label. A pattern that does not parse matches all values. */
export function matches({ operator, value }: Pick<LabelMatcher, 'operator' | 'value'>, candidate: string): boolean {
  switch (operator) {
    case '=':
      return candidate === value
    case '!=':
      return candidate !== value
    case '=~':
      return anchoredPattern(value)?.matches(candidate) ?? true
    case '!~':
      return !(anchoredPattern(value)?.matches(candidate) ?? false)
  }
}

export const formatMatcher = ({ label, operator, value }: LabelMatcher): string =>
  `${label}${operator}${JSON.stringify(value)}`

/** The state of a label after its matchers, from its state in the stored series. */
export function stateAfterMatchers(stored: LabelState, matchers: readonly LabelMatcher[]): LabelState {
  let state = stored
  for (const matcher of matchers) state = stateAfterMatcher(state, matcher)
  return state
}

function stateAfterMatcher(state: LabelState, matcher: LabelMatcher): LabelState {
  const reason = `the matcher ${formatMatcher(matcher)}`
  const values = state.values ?? finiteValues(matcher)
  if (values !== undefined) {
    const left = [...values].filter((value) => (value !== '' || !state.isPresent) && matches(matcher, value))
    return { ...labelWithValues(left, reason), isPresent: !left.includes('') }
  }
  return matches(matcher, '') || state.isPresent ? state : presentLabel(reason)
}

/** The values of `=` and of a pattern of alternatives such as `a|b`; undefined for infinitely many values. */
export function finiteValues({
  operator,
  value,
}: Pick<LabelMatcher, 'operator' | 'value'>): readonly string[] | undefined {
  if (operator === '=') return [value]
  return operator === '=~' ? alternativesOf(value) : undefined
}

/** The strings that a pattern without wildcards matches: `a|b`, `(a|b)`, `^a$`, `a\\.b`. */
function alternativesOf(pattern: string): readonly string[] | undefined {
  const plain = pattern
    .replace(/^\^/, '')
    .replace(/(?<!\\)\$$/, '')
    .replace(/^\((?:\?:)?([^()]*)\)$/, '$1')
  const alternatives = plain.split('|')
  const isLiteral = alternatives.every((text) => /^(?:[^\\.*+?()[\]{}^$|]|\\[.*+?()[\]{}^$|\-/])*$/.test(text))
  return isLiteral ? alternatives.map((text) => text.replaceAll(/\\(.)/g, '$1')) : undefined
}
