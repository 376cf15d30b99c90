import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { writersHaveExternalLabels } from './writers-have-external-labels.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a receiver without labels',
    [
      [
        `            - --label=receive_replica="$(POD_NAME)"
            - --label=receive_cluster="one"
`,
        '',
      ],
    ],
    ['StatefulSet/thanos-receive: thanos receive has no --label, so it does not start.'],
  ],
  [
    'a value without quotes',
    [['--label=ruler_cluster="one"', '--label=ruler_cluster=one']],
    ['StatefulSet/thanos-rule: ruler_cluster=one does not have the form name="value", so thanos rule does not start.'],
  ],
  [
    'a label of a receiver that hides labels of series',
    [['--label=receive_cluster="one"', '--label=cluster="one"']],
    ['StatefulSet/thanos-receive: the label cluster hides a label of the same name in received series.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(writersHaveExternalLabels, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a quote in the value', [['--label=ruler_cluster="one"', `'--label=ruler_cluster="the \\"one\\""'`]]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(writersHaveExternalLabels, changes)).toEqual([])
})
