import { expect, it } from 'vitest'
import { componentNamesMatchTheMixin } from './component-names-match-the-mixin.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'another name',
    [['thanos-compact', 'compactor']],
    ['StatefulSet/compactor: nothing about thanos compact is called thanos-compact.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(componentNamesMatchTheMixin, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  ['the name of a release between', [['thanos-compact', 'thanos-example-compactor']]],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(componentNamesMatchTheMixin, changes)).toEqual([])
})
