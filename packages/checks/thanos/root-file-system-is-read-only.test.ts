import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { messagesOf, type Replacement } from './fixture.ts'
import { rootFileSystemIsReadOnly } from './root-file-system-is-read-only.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a writable root file system',
    [
      [
        `          securityContext: {readOnlyRootFilesystem: true}
          volumeMounts: [{name: endpoints`,
        '          volumeMounts: [{name: endpoints',
      ],
    ],
    ['Deployment/thanos-query: thanos query can write to its root file system.'],
  ],
  [
    'a claim without fsGroup',
    [
      [
        `      terminationGracePeriodSeconds: 900
      securityContext: {runAsUser: 65534, fsGroup: 65534}`,
        `      terminationGracePeriodSeconds: 900
      securityContext: {runAsUser: 65534}`,
      ],
    ],
    ['StatefulSet/thanos-receive: thanos receive cannot write to its claim, because fsGroup is not set.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(rootFileSystemIsReadOnly, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'the user root without fsGroup',
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

it('finds another program only if it sets a writable file system', () => {
  const problems = (securityContext: string): string[] =>
    problemsIn(rootFileSystemIsReadOnly, workload('web', `image: a:1\nsecurityContext: {${securityContext}}`))
  expect(problems('readOnlyRootFilesystem: false')).toEqual([
    '15: Deployment/web: container web sets readOnlyRootFilesystem: false.',
  ])
  expect(problems('runAsNonRoot: true')).toEqual([])
})
