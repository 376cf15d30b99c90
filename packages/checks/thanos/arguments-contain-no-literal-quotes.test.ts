import { expect, it } from 'vitest'
import { argumentsContainNoLiteralQuotes } from './arguments-contain-no-literal-quotes.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a label name in quotes',
    [['--alert.label-drop=rule_replica', `'--alert.label-drop="rule_replica"'`]],
    ['StatefulSet/thanos-rule: the value of --alert.label-drop is "rule_replica", including the quotes.'],
  ],
  [
    'a path in quotes',
    [['--data-dir=/var/thanos/store', `--data-dir='/var/thanos/store'`]],
    [`StatefulSet/thanos-store: the value of --data-dir is '/var/thanos/store', including the quotes.`],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(argumentsContainNoLiteralQuotes, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a quoted value of a label', [['--label=ruler_cluster="one"', `'--label=ruler_cluster="two"'`]]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(argumentsContainNoLiteralQuotes, changes)).toEqual([])
})
