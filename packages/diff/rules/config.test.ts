import type { Mapping } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { configMap, diff, type WorkloadOptions, workload } from '../testing/objects.ts'

describe('a ConfigMap', () => {
  const volume = (fields: Mapping = {}): WorkloadOptions => ({
    container: { volumeMounts: [{ name: 'c', mountPath: '/etc/web', ...fields }] },
    pod: { volumes: [{ name: 'c', configMap: { name: 'web' } }] },
  })
  const sidecar = {
    name: 'thanos-sidecar',
    image: 'quay.io/thanos/thanos:v0.42.4',
    args: ['sidecar', '--reloader.config-file=/etc/web/prometheus.yaml', '--reloader.rule-dir=/etc/rules'],
  }
  const prometheus = (rules: string) => ({
    ...workload({ kind: 'StatefulSet', name: 'prometheus' }),
    spec: {
      ...workload({ kind: 'StatefulSet', name: 'prometheus' }).spec,
      template: {
        metadata: { labels: { app: 'prometheus' } },
        spec: {
          containers: [
            {
              name: 'prometheus',
              image: 'quay.io/prometheus/prometheus:v3.13.2',
              volumeMounts: [{ name: 'c', mountPath: rules }],
            },
            sidecar,
          ],
          volumes: [{ name: 'c', configMap: { name: 'web' } }],
        },
      },
    },
  })
  const verdictOn = (
    reader: object,
    data: readonly [Mapping, Mapping] = [{ 'a.conf': '1' }, { 'a.conf': '2' }],
    next: object = reader,
  ): string => {
    const found = diff([reader, configMap(data[0])], [next, configMap(data[1])]).objects.find(
      ({ kind }) => kind === 'ConfigMap',
    )!
    return `${found.class}: ${found.why}`
  }

  it.each<[what: string, text: string, expected: RegExp]>([
    ['that no pod reads', verdictOn(workload()), /^in-place: No pod in these manifests reads it/],
    [
      'that Alertmanager reads once',
      verdictOn(workload({ ...volume(), image: 'quay.io/prometheus/alertmanager:v0.34.0' })),
      /^in-place: No pod picks up the change by itself\. Deployment\/web, container web .*nothing triggers the program/,
    ],
    [
      'that a program without known habits reads',
      verdictOn(workload(volume())),
      /^in-place: Whether a running pod uses the change depends on its program\. Deployment\/web, container web: .*not known here/,
    ],
    [
      'next to an unknown program with --config-file',
      verdictOn(
        workload({
          ...volume(),
          pod: {
            volumes: [{ name: 'c', configMap: { name: 'web' } }],
            initContainers: [{ name: 'other', image: 'example.com/other:v1', args: ['--config-file=/etc/web/a.conf'] }],
          },
        }),
      ),
      /^in-place: Whether a running pod uses the change depends/,
    ],
    [
      'that a reloader of configurations watches',
      verdictOn(
        workload({
          ...volume(),
          pod: {
            volumes: [{ name: 'c', configMap: { name: 'web' } }],
            initContainers: [
              {
                name: 'reloader',
                image: 'example.com/mirror/reload:v1',
                restartPolicy: 'Always',
                args: ['--volume-dir=/etc/web', '--webhook-url=http://localhost:9093/-/reload'],
              },
            ],
          },
        }),
      ),
      /^reload: .*container reloader watches it \(--volume-dir\)/,
    ],
    ['that is mounted with subPath', verdictOn(workload(volume({ subPath: 'a.conf' }))), /never refreshed/],
    [
      'in an environment variable',
      verdictOn(workload({ container: { envFrom: [{ configMapRef: { name: 'web' } }] } })),
      /No pod picks up the change.*environment variable/,
    ],
    [
      'that the sidecar of Prometheus watches',
      verdictOn(prometheus('/etc/web'), [{ 'prometheus.yaml': 'a: 1' }, { 'prometheus.yaml': 'a: 2' }]),
      /^reload: StatefulSet\/prometheus, container prometheus .*thanos-sidecar watches it \(--reloader\.config-file\)/,
    ],
    [
      'in the rule folder of the sidecar',
      verdictOn(prometheus('/etc/rules'), [{ 'r.yaml': 'a: 1' }, { 'r.yaml': 'a: 2' }]),
      /^reload: .*--reloader\.rule-dir/,
    ],
    [
      'that Prometheus reads again by itself',
      verdictOn(
        workload({
          name: 'web',
          image: 'quay.io/prometheus/prometheus:v3.13.2',
          args: ['--config.file=/etc/web/prometheus.yaml', '--storage.tsdb.path=/data', '--config.auto-reload'],
          ...volume(),
        }),
        [{ 'prometheus.yaml': 'a: 1' }, { 'prometheus.yaml': 'a: 2' }],
      ),
      /^reload: .*--config\.auto-reload-interval/,
    ],
    [
      'that thanos query reads again',
      verdictOn(
        workload({
          name: 'web',
          image: 'quay.io/thanos/thanos:v0.42.4',
          args: ['query', '--endpoint.sd-config-file=/etc/web/e.yaml'],
          ...volume(),
        }),
        [{ 'e.yaml': 'endpoints: [{address: a}]' }, { 'e.yaml': 'endpoints: [{address: b}]' }],
      ),
      /^reload: .*endpoint\.sd-config-reload-interval/,
    ],
    [
      'with a checksum in the pod template',
      verdictOn(
        workload({ ...volume(), annotations: { checksum: 'a' } }),
        [{ 'a.conf': '1' }, { 'a.conf': '2' }],
        workload({ ...volume(), annotations: { checksum: 'b' } }),
      ),
      /^in-place: Deployment\/web restarts in the same change/,
    ],
  ])('describes how pods pick up a ConfigMap %s', (_what, verdict, expected) => expect(verdict).toMatch(expected))

  it('classifies a shorter retention of Prometheus as data-loss', () => {
    const config = (time: string): Mapping => ({ 'prometheus.yaml': `storage: {tsdb: {retention: {time: ${time}}}}` })
    expect(verdictOn(prometheus('/etc/web'), [config('48h'), config('24h')])).toMatch(
      /^data-loss: .*picks up the change/,
    )
    expect(verdictOn(prometheus('/etc/web'), [config('24h'), config('48h')])).toMatch(/^reload/)
  })
})
