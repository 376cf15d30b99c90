import { expect, it } from 'vitest'
import { credentialsStayOffTheCommandLine } from './credentials-stay-off-the-command-line.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a Secret in an argument',
    [
      [
        `- --objstore.config-file=/etc/thanos/objstore.yaml
            - --index`,
        `- --objstore.config=$(OBJSTORE)
            - --index`,
      ],
      [
        '          resources: {limits: {memory: 4Gi}}',
        `          env: [{name: OBJSTORE, valueFrom: {secretKeyRef: {name: a, key: b}}}]
          resources: {limits: {memory: 4Gi}}`,
      ],
    ],
    ['StatefulSet/thanos-store: --objstore.config puts the Secret in $(OBJSTORE) on the command line.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(credentialsStayOffTheCommandLine, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a ConfigMap in an argument',
    [
      [
        `- --objstore.config-file=/etc/thanos/objstore.yaml
            - --index`,
        `- --objstore.config=$(OBJSTORE)
            - --index`,
      ],
      [
        '          resources: {limits: {memory: 4Gi}}',
        `          env: [{name: OBJSTORE, valueFrom: {configMapKeyRef: {name: a, key: b}}}]
          resources: {limits: {memory: 4Gi}}`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(credentialsStayOffTheCommandLine, changes)).toEqual([])
})
