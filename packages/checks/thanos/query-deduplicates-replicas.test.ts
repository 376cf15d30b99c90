import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { queryDeduplicatesReplicas } from './query-deduplicates-replicas.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a label that query does not remove',
    [
      [
        `            - --query.replica-label=rule_replica
`,
        '',
      ],
    ],
    ['Deployment/thanos-query: query does not remove the replica label rule_replica.'],
  ],
  [
    'another name',
    [['--query.replica-label=prometheus_replica', '--query.replica-label=replica']],
    [
      'Deployment/thanos-query: query does not remove the replica label prometheus_replica.',
      'Deployment/thanos-query: nobody here writes the replica label replica.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(queryDeduplicatesReplicas, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a label of a component that is not here',
    [
      [
        '--query.replica-label=prometheus_replica',
        `--query.replica-label=prometheus_replica
            - --query.replica-label=replica`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(queryDeduplicatesReplicas, changes)).toEqual([])
})
