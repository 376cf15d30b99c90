import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { servicesSelectOneComponent } from './services-select-one-component.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a Service that selects two components',
    [
      ['selector: {app: thanos-query}, ports', 'selector: {stack: a}, ports'],
      ['labels: {app: thanos-query}', 'labels: {app: thanos-query, stack: a}'],
      ['labels: {app: thanos-store}', 'labels: {app: thanos-store, stack: a}'],
    ],
    ['Service/thanos-query: the selector matches thanos-query (query) and thanos-store (store).'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(servicesSelectOneComponent, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a label that only one component has',
    [
      ['selector: {app: thanos-query}, ports', 'selector: {stack: a}, ports'],
      ['labels: {app: thanos-query}', 'labels: {app: thanos-query, stack: a}'],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(servicesSelectOneComponent, changes)).toEqual([])
})
