import { expect, it } from 'vitest'
import { configurationIsMountedReadOnly } from './configuration-is-mounted-read-only.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a ConfigMap for writing',
    [
      [
        '{name: endpoints, mountPath: /etc/thanos, readOnly: true}',
        '{name: endpoints, mountPath: /etc/thanos, readOnly: false}',
      ],
    ],
    ['Deployment/thanos-query: the ConfigMap in volume endpoints is mounted for writing.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(configurationIsMountedReadOnly, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  [
    'a ConfigMap of which nothing is said',
    [['{name: endpoints, mountPath: /etc/thanos, readOnly: true}', '{name: endpoints, mountPath: /etc/thanos}']],
  ],
  [
    'data for writing',
    [['{name: data, mountPath: /var/thanos/receive}', '{name: data, mountPath: /var/thanos/receive, readOnly: false}']],
  ],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(configurationIsMountedReadOnly, changes)).toEqual([])
})
