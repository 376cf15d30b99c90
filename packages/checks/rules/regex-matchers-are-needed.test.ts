import { expect, it } from 'vitest'
import { regexMatchersAreNeeded } from './regex-matchers-are-needed.ts'
import { messagesForAlert } from './testing.ts'

it.each([
  ['a{x=~"prod"} > 0', 'x=~"prod" is a regular expression without a pattern.'],
  ['a{x!~"prod"} > 0', 'x!~"prod" is a regular expression without a pattern.'],
  ['a{x=~""} > 0', 'x=~"" is a regular expression without a pattern.'],
  ['a{x=~".*"} > 0', 'x=~".*" matches every value, also a missing one.'],
  ['a{x=~"^prod.*$"} > 0', 'x=~"^prod.*$" has a needless ^ or $: Prometheus matches whole values.'],
])('finds %s', (expr, problem) => {
  expect(messagesForAlert(regexMatchersAreNeeded, expr)).toEqual([`alert Test: ${problem}`])
})

it.each(['a{x=~"a|b"}', 'a{x=~"prod.*"}', 'a{x="prod"}', 'a{x!~".+"}', 'a{x=~".+"}', 'a{x=~"a\\\\$"}'])(
  'accepts %s',
  (expr) => {
    expect(messagesForAlert(regexMatchersAreNeeded, `${expr} > 0`)).toEqual([])
  },
)
