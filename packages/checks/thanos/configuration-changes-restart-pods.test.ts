import { expect, it } from 'vitest'
import { configurationChangesRestartPods } from './configuration-changes-restart-pods.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'no hash',
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
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(configurationChangesRestartPods, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  [
    'a hash in the name',
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
  ['endpoints, which query reads again', [['--log.level=info', '--log.format=json']]],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(configurationChangesRestartPods, changes)).toEqual([])
})
