import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { retentionSizeFitsTheVolume } from './retention-size-fits-the-volume.ts'

const inFile = (retention: string): Replacement => ['retention: {time: 24h}', `retention: {${retention}}`]
const flag = (size: string): Replacement => [
  '            - --web.enable-lifecycle\n',
  `            - --storage.tsdb.retention.size=${size}\n`,
]

it.each<[string, Replacement[], string]>([
  [
    'a size above the claim',
    [inFile('size: 500GB')],
    'ConfigMap/prometheus: the retention size 500GB (a.yaml:N) is above the volume of 100Gi (a.yaml:N).',
  ],
  [
    'a size near the claim',
    [inFile('time: 24h, size: 90GB')],
    'ConfigMap/prometheus: the retention size 90GB (a.yaml:N) is more than 85% of the volume of 100Gi (a.yaml:N).',
  ],
  [
    'a flag',
    [flag('101GiB')],
    'StatefulSet/prometheus: the retention size 101GiB (a.yaml:N) is above the volume of 100Gi (a.yaml:N).',
  ],
  [
    'a Prometheus of prometheus-operator',
    [
      [
        '',
        `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: k8s, namespace: monitoring}
spec: {retentionSize: 60GB, storage: {volumeClaimTemplate: {spec: {resources: {requests: {storage: 50Gi}}}}}}`,
      ],
    ],
    'Prometheus/k8s: the retention size 60GB (a.yaml:N) is above the volume of 50Gi (a.yaml:N).',
  ],
  [
    'an emptyDir',
    [
      inFile('size: 30GB'),
      ['- {name: data, mountPath: /prometheus}', '- {name: cache, mountPath: /prometheus}'],
      [
        '- {name: config, configMap: {name: prometheus}}',
        '- {name: config, configMap: {name: prometheus}}\n        - {name: cache, emptyDir: {sizeLimit: 20Gi}}',
      ],
    ],
    'ConfigMap/prometheus: the retention size 30GB (a.yaml:N) is above the volume of 20Gi (a.yaml:N).',
  ],
  [
    'a claim in an object of its own',
    [
      inFile('size: 30GB'),
      ['- {name: data, mountPath: /prometheus}', '- {name: own, mountPath: /prometheus}'],
      [
        '- {name: config, configMap: {name: prometheus}}',
        '- {name: config, configMap: {name: prometheus}}\n        - {name: own, persistentVolumeClaim: {claimName: own}}',
      ],
      [
        '',
        'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: own, namespace: monitoring}\nspec: {resources: {requests: {storage: 20Gi}}}',
      ],
    ],
    'ConfigMap/prometheus: the retention size 30GB (a.yaml:N) is above the volume of 20Gi (a.yaml:N).',
  ],
  [
    'the retention of receivers',
    [['            - --receive.replication-factor=3', '            - --tsdb.max-retention-bytes=60GB']],
    'StatefulSet/thanos-receive: the retention size 60GB (a.yaml:N) is above the volume of 50Gi (a.yaml:N).',
  ],
])('finds %s', (_, changes, message) => {
  expect(messagesOf(retentionSizeFitsTheVolume, changes).map(withoutLines)).toEqual([message])
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['80% of the claim', [inFile('size: 80GB')]],
  ['no limit', [inFile('size: 0')]],
  ['the file before the flag', [flag('500GB'), inFile('size: 50GB')]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(retentionSizeFitsTheVolume, changes)).toEqual([])
})
