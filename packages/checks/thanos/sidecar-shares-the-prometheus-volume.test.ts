import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { sidecarSharesThePrometheusVolume } from './sidecar-shares-the-prometheus-volume.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'another folder',
    [
      [
        `--tsdb.path=/prometheus
            - --objstore`,
        `--tsdb.path=/etc/thanos
            - --objstore`,
      ],
    ],
    [
      'StatefulSet/prometheus: the sidecar looks for blocks in objstore, and Prometheus writes them to data.',
      'StatefulSet/prometheus: the sidecar cannot write to the data of Prometheus.',
    ],
  ],
  [
    'two users without a group',
    [
      [
        `      serviceAccountName: prometheus
      terminationGracePeriodSeconds: 600
      securityContext: {runAsUser: 65534, fsGroup: 65534}`,
        `      serviceAccountName: prometheus
      terminationGracePeriodSeconds: 600`,
      ],
    ],
    [
      'StatefulSet/prometheus: the sidecar runs as user 1001 and cannot write to the data of Prometheus, which runs as 65534.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(sidecarSharesThePrometheusVolume, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'two users with a group',
    [
      [
        `      serviceAccountName: prometheus
      terminationGracePeriodSeconds: 600
      securityContext: {runAsUser: 65534, fsGroup: 65534}`,
        `      serviceAccountName: prometheus
      terminationGracePeriodSeconds: 600
      securityContext: {fsGroup: 65534}`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(sidecarSharesThePrometheusVolume, changes)).toEqual([])
})
