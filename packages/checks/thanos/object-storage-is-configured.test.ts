import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { objectStorageIsConfigured } from './object-storage-is-configured.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a store without',
    [
      [
        `            - --objstore.config-file=/etc/thanos/objstore.yaml
            - --index`,
        '            - --index',
      ],
    ],
    ['StatefulSet/thanos-store: thanos store has no object storage, and does not start.'],
  ],
  [
    'a sidecar without',
    [
      [
        `            - --objstore.config-file=/etc/thanos/objstore.yaml
            - --reloader`,
        '            - --reloader',
      ],
    ],
    ['StatefulSet/prometheus: thanos sidecar has no object storage, and uploads nothing.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(objectStorageIsConfigured, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a router without',
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
