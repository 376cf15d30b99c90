import { expect, it } from 'vitest'
import { diff } from '../testing/objects.ts'

const shardsOf = (count: number) =>
  (count === 1 ? [''] : Array.from({ length: count }, (_, shard) => String(shard))).flatMap((shard) => {
    const name = shard === '' ? 'prometheus' : `prometheus-${shard}`
    const labels = { app: 'prometheus', ...(shard === '' ? {} : { 'thanos-gitops/shard': shard }) }
    const hash = `{source_labels: [__address__], modulus: ${count}, target_label: __tmp_shard, action: hashmod}`
    const keep = `{source_labels: [__tmp_shard], regex: "${shard}", action: keep}`
    const steps = shard === '' ? '' : `${hash}, ${keep}`
    return [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'shop', labels },
        data: { 'prometheus.yaml': `scrape_configs: [{job_name: kubelet, relabel_configs: [${steps}]}]\n` },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name, namespace: 'shop', labels },
        spec: {
          replicas: 2,
          serviceName: 'thanos-sidecar',
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [
                {
                  name: 'prometheus',
                  image: 'quay.io/prometheus/prometheus:v3.13.2',
                  args: ['--config.file=/etc/prometheus/prometheus.yaml', '--config.auto-reload'],
                  volumeMounts: [{ name: 'config', mountPath: '/etc/prometheus' }],
                },
              ],
              volumes: [{ name: 'config', configMap: { name } }],
            },
          },
          volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }],
        },
      },
    ]
  })

const changesOf = (before: number, after: number, name: string) =>
  diff(shardsOf(before), shardsOf(after)).objects.find(
    (one) => one.kind === name.split('/')[0] && one.name === name.split('/')[1],
  )

it('explains that targets move when another shard is added', () => {
  const configuration = changesOf(2, 3, 'ConfigMap/prometheus-0')
  expect(configuration).toMatchObject({ class: 'reload' })
  expect(configuration?.changes.map(({ why }) => why).join()).toContain('Targets are divided by 3 instead of 2')
  expect(changesOf(2, 3, 'StatefulSet/prometheus-0')).toBeUndefined()
  expect(changesOf(2, 3, 'StatefulSet/prometheus-2')).toMatchObject({ class: 'in-place' })
})

it('reports the samples of a removed shard that are not uploaded, and who scrapes its targets', () => {
  const removed = changesOf(3, 2, 'StatefulSet/prometheus-2')
  expect(removed).toMatchObject({ class: 'risk', remedy: { id: 'upload-samples-of-a-shard' } })
  expect(removed?.why).toContain('StatefulSet/prometheus-0, StatefulSet/prometheus-1 scrape its targets')
  expect(removed?.why).toContain('data-prometheus-2-0 …')
})

it('reports the same where an environment gets its first shards', () => {
  expect(changesOf(1, 2, 'StatefulSet/prometheus')).toMatchObject({
    class: 'risk',
    remedy: { id: 'upload-samples-of-a-shard' },
  })
})

it('reports an outage where no shard is left', () => {
  const found = diff(shardsOf(2), []).objects.find((one) => one.kind === 'StatefulSet')
  expect(found).toMatchObject({ class: 'outage' })
})
