import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { timeoutsFitEachOther } from './timeouts-fit-each-other.ts'

const found = (...changes: Replacement[]): string[] => messagesOf(timeoutsFitEachOther, changes).map(withoutLines)
const query = (...flags: string[]): Replacement => [
  '            - --log.level=info\n',
  flags.map((flag) => `            - ${flag}\n`).join(''),
]
const tripper = (timeout: string): Replacement => [
  '            - --query-range.split-interval=24h\n',
  `            - "--query-frontend.downstream-tripper-config={response_header_timeout: ${timeout}}"\n`,
]

it('finds a timeout of stores above that of the query', () => {
  expect(found(query('--store.response-timeout=5m'))).toEqual([
    'Deployment/thanos-query: the query waits 5m for a store, but only 2m for a whole query (a.yaml:N).',
  ])
})

it('finds a frontend that waits less than its query works', () => {
  expect(found(query('--query.timeout=5m'), tripper('1m'))).toEqual([
    'Deployment/thanos-query-frontend: the frontend waits 1m for a response, but thanos query works up to 5m on it (a.yaml:N).',
  ])
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a short timeout of stores', [query('--store.response-timeout=15s')]],
  ['no timeout of stores', [query('--store.response-timeout=0s')]],
  ['a longer timeout of the query', [query('--store.response-timeout=5m', '--query.timeout=10m')]],
  ['a frontend that waits longer', [tripper('2m')]],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
