import { expect, it } from 'vitest'
import { dataIsOnAVolume } from './data-is-on-a-volume.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a folder of the image',
    [['--data-dir=/var/thanos/store', '--data-dir=/data']],
    ['StatefulSet/thanos-store: the data of thanos store at /data is not on a volume.'],
  ],
  [
    'the default folder',
    [
      [
        `            - --data-dir=/var/thanos/compact
`,
        '',
      ],
    ],
    ['StatefulSet/thanos-compact: the data of thanos compact at /data is not on a volume.'],
  ],
  [
    'a receiver with an emptyDir',
    [
      [
        `{name: hashring, configMap: {name: hashring}}]
  volumeClaimTemplates:
    - {metadata: {name: data}`,
        `{name: hashring, configMap: {name: hashring}}, {name: data, emptyDir: {}}]
  volumeClaimTemplates:
    - {metadata: {name: other}`,
      ],
    ],
    ['StatefulSet/thanos-receive: thanos receive loses the blocks that it has not uploaded when its pod is deleted.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(dataIsOnAVolume, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a folder in the volume', [['--data-dir=/var/thanos/store', '--data-dir=/var/thanos/store/data']]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(dataIsOnAVolume, changes)).toEqual([])
})
