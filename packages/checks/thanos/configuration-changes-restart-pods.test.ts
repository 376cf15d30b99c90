import { expect, it } from 'vitest'
import { configurationChangesRestartPods } from './configuration-changes-restart-pods.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a pod without a hash of its configuration',
    [
      [
        `      annotations: {checksum/cache: 0123456789abcdef}
`,
        '',
      ],
    ],
    [
      'Deployment/thanos-query-frontend: a change of ConfigMap/thanos-query-frontend does not restart the pods that read it.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(configurationChangesRestartPods, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a hash in the name of the ConfigMap',
    [
      [
        `      annotations: {checksum/cache: 0123456789abcdef}
`,
        '',
      ],
      ['configMap: {name: thanos-query-frontend}', 'configMap: {name: cache-8m4c7h2bkt}'],
      [
        `kind: ConfigMap
metadata: {name: thanos-query-frontend,`,
        `kind: ConfigMap
metadata: {name: cache-8m4c7h2bkt,`,
      ],
    ],
  ],
  ['endpoints, which thanos query reloads', [['--log.level=info', '--log.format=json']]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(configurationChangesRestartPods, changes)).toEqual([])
})
