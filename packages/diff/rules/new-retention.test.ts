import type { Mapping } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { diff } from '../testing/objects.ts'
import { thanosWorkload } from '../testing/thanos-workload.ts'

const variable = { name: 'BUCKET_NAME', valueFrom: { configMapKeyRef: { name: 'bucket', key: 'BUCKET_NAME' } } }
const compactor = (times: readonly string[], env: readonly object[] = []) =>
  thanosWorkload(
    'compact',
    'compact',
    ['raw', '5m', '1h'].map((name, i) => `--retention.resolution-${name}=${times[i]!}`),
    { env },
  )
const claim = (spec: Mapping) => ({
  apiVersion: 'objectbucket.io/v1alpha1',
  kind: 'ObjectBucketClaim',
  metadata: { name: 'bucket', namespace: 'shop' },
  spec,
})
const server = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'bucket', namespace: 'shop' },
  data: { BUCKET_HOST: 'seaweedfs.shop.svc.cluster.local' },
}

const losses = (...objects: readonly object[]): readonly string[] =>
  diff([], objects).objects.flatMap(({ changes }) =>
    changes.filter((change) => change.class === 'data-loss').map(({ path, why }) => `${path.split('/').at(-1)} ${why}`),
  )
const rest = 'from a bucket that these manifests do not create, also what is in it already. You cannot undo this.'

it('reports what a new compactor deletes from a bucket that exists, with a procedure', () => {
  expect(losses(compactor(['30d', '30d', '30d']))).toEqual([
    `[--retention.resolution-raw] The compactor is new. It deletes all samples older than 30d ${rest}`,
  ])
  expect(losses(compactor(['30d', '180d', '0d']))).toEqual([
    `[--retention.resolution-raw] The compactor is new. It deletes raw samples older than 30d ${rest}`,
    `[--retention.resolution-5m] The compactor is new. It deletes samples of 5m resolution older than 180d ${rest}`,
  ])
  const [change] = diff([], [compactor(['30d', '30d', '30d'])]).objects
  expect(change).toMatchObject({ class: 'data-loss', remedy: { id: 'confirm-deletion-of-blocks' } })
})

it('reports it for a claim of a bucket that exists', () => {
  const storageClassName = 'rook-ceph-bucket-existing'
  expect(losses(compactor(['30d', '30d', '30d'], [variable]), claim({ storageClassName }))).toHaveLength(1)
})

it('accepts a retention of zero, and a bucket that is created in the same change', () => {
  const kept = compactor(['30d', '30d', '30d'], [variable])
  expect(losses(compactor(['0d', '0d', '0d']))).toEqual([])
  expect(losses(kept, claim({ generateBucketName: 'thanos' }))).toEqual([])
  expect(losses(kept, server)).toEqual([])
})

it('reports another folder of the bucket, also where there was none', () => {
  const objstore = (prefix: string) => ({
    ...server,
    data: { 'objstore.yaml': `type: S3\n${prefix}config: {bucket: a, endpoint: s3.example.com}\n` },
  })
  const change = (before: string, after: string) => {
    const found = diff([objstore(before)], [objstore(after)]).objects[0]
    return `${found?.class} ${found?.remedy?.id} ${found?.why}`
  }
  expect(change('', 'prefix: eu\n')).toMatch(
    /^outage move-blocks Blocks .* the folder eu instead of the bucket as a whole/,
  )
  expect(change('prefix: eu\n', '')).toMatch(
    /^outage move-blocks Blocks .* the bucket as a whole instead of the folder eu/,
  )
  expect(change('prefix: eu\n', 'prefix: us\n')).toMatch(/^outage .* the folder us instead of the folder eu/)
  expect(change('prefix: eu\n', 'prefix: /eu/\n')).not.toMatch(/^outage/)
})
