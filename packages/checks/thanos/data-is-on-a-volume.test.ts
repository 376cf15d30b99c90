import { expect, it } from 'vitest'
import { dataIsOnAVolume } from './data-is-on-a-volume.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a folder of the image',
    [['--data-dir=/var/thanos/store', '--data-dir=/data']],
    ['StatefulSet/thanos-store: the data of thanos store at /data is on no volume.'],
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
    ['StatefulSet/thanos-compact: the data of thanos compact at /data is on no volume.'],
  ],
  [
    'a receiver that forgets',
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
    ['StatefulSet/thanos-receive: thanos receive loses with its pod what it has not uploaded.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(dataIsOnAVolume, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  ['a folder below the volume', [['--data-dir=/var/thanos/store', '--data-dir=/var/thanos/store/data']]],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(dataIsOnAVolume, changes)).toEqual([])
})
