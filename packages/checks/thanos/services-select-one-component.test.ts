import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { servicesSelectOneComponent } from './services-select-one-component.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a Service over two',
    [
      ['selector: {app: thanos-query}, ports', 'selector: {stack: a}, ports'],
      ['labels: {app: thanos-query}', 'labels: {app: thanos-query, stack: a}'],
      ['labels: {app: thanos-store}', 'labels: {app: thanos-store, stack: a}'],
    ],
    ['Service/thanos-query: the selector chooses thanos-query (query) and thanos-store (store).'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(servicesSelectOneComponent, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a label that only one has',
    [
      ['selector: {app: thanos-query}, ports', 'selector: {stack: a}, ports'],
      ['labels: {app: thanos-query}', 'labels: {app: thanos-query, stack: a}'],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(servicesSelectOneComponent, changes)).toEqual([])
})
