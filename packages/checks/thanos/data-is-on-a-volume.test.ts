import type { Environment } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { dataIsOnAVolume } from './data-is-on-a-volume.ts'
import { messagesOf, type Replacement } from './fixture.ts'

const environmentOf = (name: string): Environment => ({
  name,
  cluster: 'one',
  kubernetesVersion: '1.36',
  namespace: 'monitoring',
  formerNamespaces: [],
  clusterDomain: 'cluster.local',
  delivery: 'flux',
  objectStorage: 'rook',
  objectStorageSettings: {},
  components: [],
  images: [],
})

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

  [
    'a read-only volume',
    [['{name: data, mountPath: /var/thanos/compact}', '{name: data, mountPath: /var/thanos/compact, readOnly: true}']],
    ['StatefulSet/thanos-compact: the data of thanos compact is on a read-only volume.'],
  ],
  [
    'a compactor on the disk of the node',
    [
      [
        `volumes: [{name: objstore, configMap: {name: thanos-objstore}}]
  volumeClaimTemplates:
    - {metadata: {name: data}, spec: {resources: {requests: {storage: 200Gi}}}}`,
        'volumes: [{name: objstore, configMap: {name: thanos-objstore}}, {name: data, emptyDir: {}}]',
      ],
    ],
    ['StatefulSet/thanos-compact: thanos compact can fill the disk of its node.'],
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

it.each<[string, string, string[]]>([
  [
    'finds a small claim in production',
    'production',
    [
      'StatefulSet/thanos-compact: a claim of 50Gi is too small for thanos compact in production, which needs twice the size of two weeks of blocks.',
    ],
  ],
  ['accepts a small claim elsewhere', 'test', []],
])('%s', (_, name, messages) => {
  const environment = environmentOf(name)
  expect(messagesOf(dataIsOnAVolume, [['storage: 200Gi', 'storage: 50Gi']], { environment })).toEqual(messages)
})
