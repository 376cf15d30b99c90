import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { rootFileSystemIsReadOnly } from './root-file-system-is-read-only.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a root file system that can be written',
    [
      [
        `          securityContext: {readOnlyRootFilesystem: true}
          volumeMounts: [{name: endpoints`,
        '          volumeMounts: [{name: endpoints',
      ],
    ],
    ['Deployment/thanos-query: thanos query may write to its root file system.'],
  ],
  [
    'a claim without a group',
    [
      [
        `      terminationGracePeriodSeconds: 900
      securityContext: {runAsUser: 65534, fsGroup: 65534}`,
        `      terminationGracePeriodSeconds: 900
      securityContext: {runAsUser: 65534}`,
      ],
    ],
    ['StatefulSet/thanos-receive: no fsGroup lets thanos receive write to its claim.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(rootFileSystemIsReadOnly, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'root, who needs no group',
    [
      [
        `      terminationGracePeriodSeconds: 900
      securityContext: {runAsUser: 65534, fsGroup: 65534}`,
        `      terminationGracePeriodSeconds: 900
      securityContext: {runAsUser: 0}`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(rootFileSystemIsReadOnly, changes)).toEqual([])
})
