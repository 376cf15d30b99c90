import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { uploadingPrometheusHasAPersistentVolume } from './uploading-prometheus-has-a-persistent-volume.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'an emptyDir',
    [
      [
        '{name: config, configMap: {name: prometheus}}',
        `{name: data, emptyDir: {}}
        - {name: config, configMap: {name: prometheus}}`,
      ],
      [
        '    - {metadata: {name: data, labels: {app: prometheus}}, spec: {resources: {requests: {storage: 100Gi}}}}',
        '    []',
      ],
    ],
    ['StatefulSet/prometheus: the data of Prometheus is on the volume data, which is deleted with the pod (emptyDir).'],
  ],
  [
    'a path without a volume',
    [['{name: data, mountPath: /prometheus}', '{name: data, mountPath: /data}']],
    ['StatefulSet/prometheus: the data of Prometheus at /prometheus is not on a volume.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(uploadingPrometheusHasAPersistentVolume, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a claim by name',
    [
      [
        '    - {metadata: {name: data, labels: {app: prometheus}}, spec: {resources: {requests: {storage: 100Gi}}}}',
        '    []',
      ],
      [
        '{name: config, configMap: {name: prometheus}}',
        `{name: data, persistentVolumeClaim: {claimName: prometheus}}
        - {name: config, configMap: {name: prometheus}}`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(uploadingPrometheusHasAPersistentVolume, changes)).toEqual([])
})
