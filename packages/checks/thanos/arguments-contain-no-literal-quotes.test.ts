import { expect, it } from 'vitest'
import { argumentsContainNoLiteralQuotes } from './arguments-contain-no-literal-quotes.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a label name in quotes',
    [['--alert.label-drop=rule_replica', `'--alert.label-drop="rule_replica"'`]],
    ['StatefulSet/thanos-rule: --alert.label-drop is set to "rule_replica", with its quotes.'],
  ],
  [
    'a path in quotes',
    [['--data-dir=/var/thanos/store', `--data-dir='/var/thanos/store'`]],
    [`StatefulSet/thanos-store: --data-dir is set to '/var/thanos/store', with its quotes.`],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(argumentsContainNoLiteralQuotes, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  ['a label, whose value is quoted', [['--label=ruler_cluster="one"', `'--label=ruler_cluster="two"'`]]],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(argumentsContainNoLiteralQuotes, changes)).toEqual([])
})
