import { expect, it } from 'vitest'
import { templatesFormatNumbers } from './templates-format-numbers.ts'
import { messagesForAlert } from './testing.ts'

const verb = (letter: string): string =>
  `alert Test: printf formats the value with %${letter}, which is not for numbers with a fraction.`
const twice = 'alert Test: humanizePercentage multiplies the value by 100, and the query also does.'

it.each([
  ['{{ printf "%d" $value }}', 'a > 0', verb('d')],
  ['{{ $value | printf "%d errors" }}', 'a > 0', verb('d')],
  ['{{ printf "%s" .Value }}', 'a > 0', verb('s')],
  ['{{ $value | humanizePercentage }}', '100 * a / b > 5', twice],
  ['{{ $value | humanizePercentage }}', '(a / b) * 100 > 5', twice],
])('finds %s of %s', (summary, expr, message) => {
  expect(messagesForAlert(templatesFormatNumbers, expr, { annotations: { summary } })).toEqual([message])
})

it.each([
  ['{{ printf "%.2f" $value }}', 'a > 0'],
  ['{{ printf "%s" $labels.job }}', 'a > 0'],
  ['{{ $value | humanizePercentage }}', 'a / b > 0.05'],
  ['{{ $value | humanize }}%', '100 * a / b > 5'],
  ['{{ $value | humanizePercentage }}', 'a / b > 0.05 and c * 100 > 5 and d > 0'],
])('accepts %s of %s', (summary, expr) => {
  expect(messagesForAlert(templatesFormatNumbers, expr, { annotations: { summary } })).toEqual([])
})
