import { expect, it } from 'vitest'
import { configurationIsMountedReadOnly } from './configuration-is-mounted-read-only.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a ConfigMap that is mounted with readOnly: false',
    [
      [
        '{name: endpoints, mountPath: /etc/thanos, readOnly: true}',
        '{name: endpoints, mountPath: /etc/thanos, readOnly: false}',
      ],
    ],
    ['Deployment/thanos-query: the ConfigMap in volume endpoints is mounted with readOnly: false.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(configurationIsMountedReadOnly, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a ConfigMap that is mounted without readOnly',
    [['{name: endpoints, mountPath: /etc/thanos, readOnly: true}', '{name: endpoints, mountPath: /etc/thanos}']],
  ],
  [
    'a data volume that is mounted with readOnly: false',
    [['{name: data, mountPath: /var/thanos/receive}', '{name: data, mountPath: /var/thanos/receive, readOnly: false}']],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(configurationIsMountedReadOnly, changes)).toEqual([])
})
