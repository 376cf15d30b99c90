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
      'StatefulSet/prometheus: the sidecar reads blocks from volume objstore, but Prometheus writes them to volume data.',
      'StatefulSet/prometheus: the sidecar cannot write thanos.shipper.json, because this volume is mounted read-only.',
    ],
  ],
  [
    'two users without fsGroup',
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
      'StatefulSet/prometheus: the sidecar runs as user 1001, so it cannot write to the data of Prometheus, which runs as user 65534.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(sidecarSharesThePrometheusVolume, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'two users with fsGroup',
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
