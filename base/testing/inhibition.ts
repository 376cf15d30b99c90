// Which alerts Alertmanager mutes: the algorithm of its package inhibit.

export type Labels = Readonly<Record<string, string>>

export interface InhibitRule {
  readonly source_matchers: readonly string[]
  readonly target_matchers: readonly string[]
  readonly equal: readonly string[]
}

/** Whether all matchers accept a set of labels. A label that is missing has the empty value, and regular expressions are anchored. */
export const matches = (matchers: readonly string[], labels: Labels): boolean =>
  matchers.every((matcher) => {
    const [, label = '', operator, value = ''] = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(matcher)!
    const found = labels[label] ?? ''
    const isRegex = operator === '=~' || operator === '!~'
    const isEqual = isRegex ? new RegExp(`^(?:${value})$`).test(found) : found === value
    return operator!.startsWith('!') ? !isEqual : isEqual
  })

/** Whether a rule mutes the target while the source fires. A source that is also a target mutes no alert that is both. */
export function inhibits(rule: InhibitRule, source: Labels, target: Labels): boolean {
  if (!matches(rule.target_matchers, target) || !matches(rule.source_matchers, source)) return false
  if (rule.equal.some((label) => (source[label] ?? '') !== (target[label] ?? ''))) return false
  return !(matches(rule.source_matchers, target) && matches(rule.target_matchers, source))
}
