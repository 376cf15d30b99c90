import { expect, it } from 'vitest'
import { diff } from '../testing/objects.ts'

const map = (content: string): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'backup', namespace: 'x' },
  data: { 'backup.yaml': content },
})

const reader = (name: string, args: readonly string[]): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'x' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name,
            image: 'quay.io/thanos/thanos:v0.42.4',
            args,
            volumeMounts: [{ name: 'backup', mountPath: '/etc/backup' }],
          },
        ],
        volumes: [{ name: 'backup', configMap: { name: 'backup' } }],
      },
    },
  },
})

const replicate = reader('replicate', [
  'tools',
  'bucket',
  'replicate',
  '--objstore-to.config-file=/etc/backup/backup.yaml',
])
const store = reader('store', ['store', '--objstore.config-file=/etc/backup/backup.yaml'])

function verdict(before: string, after: string, ...readers: object[]): string {
  const [found] = diff([map(before), ...readers], [map(after), ...readers]).objects
  return `${found!.class} ${found!.changes.map(({ why }) => why).join(' ')}`
}

const bucket = (name: string, prefix = ''): string =>
  `type: S3\n${prefix}config: {bucket: ${name}, endpoint: s3.example.com}\n`

it('reports that another bucket or folder gets all blocks again', () => {
  expect(verdict(bucket('a'), bucket('b'), replicate)).toMatch(/^risk All blocks are copied again/)
  expect(verdict(bucket('a'), bucket('a', 'prefix: eu\n'), replicate)).toMatch(/^risk All blocks are copied again/)
})

it('reports an outage if another program reads the bucket', () => {
  expect(verdict(bucket('a'), bucket('b'), replicate, store)).toMatch(/^outage .*existing blocks are no longer visible/)
})

it('reports another storage account or cloud', () => {
  const azure = (account: string): string => `type: AZURE\nconfig: {container: a, storage_account: ${account}}\n`
  expect(verdict(azure('a'), azure('b'), replicate)).toMatch(/^risk All blocks are copied again/)
  expect(verdict(azure('a'), azure('b'), store)).toMatch(/^outage .*existing blocks are no longer visible/)
  expect(verdict('type: S3\nconfig: {bucket: a}\n', 'type: GCS\nconfig: {bucket: a}\n', store)).toMatch(/^outage /)
  expect(verdict('type: OTLP\n', 'type: JAEGER\n', store)).not.toMatch(/^outage /)
})

it('reports nothing of the kind for other fields', () => {
  expect(verdict(bucket('a'), `${bucket('a')}prefix_of_metrics: x\n`, replicate)).not.toMatch(/copied again/)
})
