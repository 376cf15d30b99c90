import { expect, it } from 'vitest'
import { componentNamesMatchTheMixin } from './component-names-match-the-mixin.ts'
import { type Change, said } from './fixture.ts'

it.each<[string, Change[], string[]]>([
  [
    'another name',
    [['thanos-compact', 'compactor']],
    ['StatefulSet/compactor: nothing about thanos compact is called thanos-compact.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(said(componentNamesMatchTheMixin, changes)).toEqual(messages)
})

it.each<[string, Change[]]>([
  ['a stack in which nothing is wrong', []],
  ['the name of a release between', [['thanos-compact', 'thanos-example-compactor']]],
])('it accepts %s', (_, changes) => {
  expect(said(componentNamesMatchTheMixin, changes)).toEqual([])
})
