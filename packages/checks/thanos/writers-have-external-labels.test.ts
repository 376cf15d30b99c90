import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { writersHaveExternalLabels } from './writers-have-external-labels.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'no label',
    [
      [
        `            - --label=receive_replica="$(POD_NAME)"
            - --label=receive_cluster="one"
`,
        '',
      ],
    ],
    ['StatefulSet/thanos-receive: thanos receive has no --label, and does not start.'],
  ],
  [
    'a value without quotes',
    [['--label=ruler_cluster="one"', '--label=ruler_cluster=one']],
    ['StatefulSet/thanos-rule: ruler_cluster=one is not name="value", and thanos rule does not start.'],
  ],
  [
    'a label that series have',
    [['--label=receive_cluster="one"', '--label=cluster="one"']],
    ['StatefulSet/thanos-receive: the label cluster hides a label of the same name in what is received.'],
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
