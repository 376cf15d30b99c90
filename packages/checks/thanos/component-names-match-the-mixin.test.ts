import { expect, it } from 'vitest'
import { componentNamesMatchTheMixin } from './component-names-match-the-mixin.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'another name',
    [['thanos-compact', 'compactor']],
    ['StatefulSet/compactor: no name or label of thanos compact contains thanos-compact.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(componentNamesMatchTheMixin, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['the name of a Helm release in the name', [['thanos-compact', 'thanos-example-compactor']]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(componentNamesMatchTheMixin, changes)).toEqual([])
})
