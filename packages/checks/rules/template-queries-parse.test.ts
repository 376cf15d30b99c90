import { expect, it } from 'vitest'
import { templateQueriesParse } from './template-queries-parse.ts'
import { messagesForAlert } from './testing.ts'

const messages = (summary: string): string[] =>
  messagesForAlert(templateQueriesParse, 'up == 0', { annotations: { summary } })

it('finds a query that does not parse', () => {
  expect(messages('{{ query "sum(up" | first | value }}')).toEqual([
    'alert Test: a query in summary does not parse: the query has no closing ).',
  ])
  expect(messages('{{ range query `raet(up[5m])` }}{{ . }}{{ end }}')).toEqual([
    'alert Test: a query in summary does not parse: unknown function raet. Did you mean rate?',
  ])
})

it.each([
  '{{ query "sum(up)" | first | value }}',
  '{{ with printf "up{instance=%q}" $labels.instance | query }}{{ . | first | value }}{{ end }}',
  'a query "sum(up"',
])('accepts %s', (summary) => expect(messages(summary)).toEqual([]))
