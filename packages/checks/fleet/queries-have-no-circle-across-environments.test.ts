import { expect, it } from 'vitest'
import type { Replacement } from '../thanos/fixture.ts'
import { queriesHaveNoCircleAcrossEnvironments } from './queries-have-no-circle-across-environments.ts'
import { fleetProblems, type TestEnvironment, withoutLine } from './testing.ts'

const found = (environments: Readonly<Record<string, TestEnvironment>>): string[] =>
  fleetProblems(queriesHaveNoCircleAcrossEnvironments, environments).map(withoutLine)
const asks = (...names: readonly string[]): Replacement => [
  'endpoints:\n',
  `endpoints:\n${names.map((name) => `      - address: query.${name}.example.com:443\n`).join('')}`,
]
/** The Service of the query has a name that other clusters can resolve. */
const named = (name: string): Replacement => [
  'kind: Service\nmetadata: {name: thanos-query, namespace: monitoring}',
  `kind: Service\nmetadata: {name: thanos-query, namespace: monitoring, annotations: {external-dns.alpha.kubernetes.io/hostname: query.${name}.example.com}}`,
]
const environment = (name: string, ...changes: readonly Replacement[]): TestEnvironment => ({
  changes: [named(name), ...changes],
})
const distributed: Replacement = [
  '- query\n            - --log.level=info',
  '- query\n            - --log.level=info\n            - --query.mode=distributed',
]

it('finds two queries that ask each other', () =>
  expect(found({ a: environment('a', asks('b')), b: environment('b', asks('a')) })).toEqual([
    'a: a.yaml ConfigMap/thanos-query: query.b.example.com:443 leads back to this query: a → b → a.',
    'b: b.yaml ConfigMap/thanos-query: query.a.example.com:443 leads back to this query: b → a → b.',
  ]))

it('finds a circle of three', () =>
  expect(
    found({
      a: environment('a', asks('b')),
      b: environment('b', asks('c')),
      c: environment('c', asks('a')),
    }).map((problem) => problem.replace(/^.*: /, '')),
  ).toEqual(['a → b → c → a.', 'b → c → a → b.', 'c → a → b → c.']))

it.each<[string, Readonly<Record<string, TestEnvironment>>]>([
  ['a query that others do not ask', { a: environment('a', asks('b')), b: environment('b') }],
  [
    'two ways to one query',
    { a: environment('a', asks('b', 'c')), b: environment('b', asks('c')), c: environment('c') },
  ],
  ['a query in distributed mode', { a: environment('a', asks('b'), distributed), b: environment('b', asks('a')) }],
  ['a host of no environment', { a: environment('a', asks('x')), b: environment('b', asks('a')) }],
])('accepts %s', (_, environments) => expect(found(environments)).toEqual([]))
