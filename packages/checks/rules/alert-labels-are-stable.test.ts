import { expect, it } from 'vitest'
import { alertLabelsAreStable } from './alert-labels-are-stable.ts'
import { messagesForAlert } from './testing.ts'

it.each(['{{ $value }}', '{{ .Value | humanize }}', 'about {{ printf "%.0f" $value }}'])(
  'finds the value in the label %s',
  (level) => {
    expect(messagesForAlert(alertLabelsAreStable, 'a > 0', { labels: { level } })).toEqual([
      'alert Test: the label level contains the value of the query.',
    ])
  },
)

it.each([
  { labels: { level: 'critical' } },
  { labels: { level: '{{ $labels.level }}' } },
  { labels: { level: '{{ if gt $value 5.0 }}critical{{ else }}warning{{ end }}' } },
  { annotations: { summary: '{{ $value }}' } },
])('accepts %o', (fields) => {
  expect(messagesForAlert(alertLabelsAreStable, 'a > 0', fields)).toEqual([])
})
