import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { objectStorageIsConfigured } from './object-storage-is-configured.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a store gateway without object storage',
    [
      [
        `            - --objstore.config-file=/etc/thanos/objstore.yaml
            - --index`,
        '            - --index',
      ],
    ],
    ['StatefulSet/thanos-store: thanos store has no object storage, so it does not start.'],
  ],
  [
    'a sidecar without object storage',
    [
      [
        `            - --objstore.config-file=/etc/thanos/objstore.yaml
            - --reloader`,
        '            - --reloader',
      ],
    ],
    ['StatefulSet/prometheus: thanos sidecar has no object storage, so it uploads nothing.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(objectStorageIsConfigured, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a router without object storage',
    [
      [
        `            - --objstore.config-file=/etc/thanos/objstore/objstore.yaml
`,
        '',
      ],
      [
        `            - --receive.local-endpoint=$(POD_NAME).thanos-receive.monitoring.svc:10901
`,
        '',
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(objectStorageIsConfigured, changes)).toEqual([])
})
