import type { IContainer } from 'kubernetes-models/v1/Container'
import { expect } from 'vitest'
import { podOf, type RenderedObject, type RenderedStack } from '../rendered-stack.ts'
import type { ObjectStorage } from '../stack.ts'
import type { Defect } from './defect.ts'

const bucketObject = 'thanos-bucket'
const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']

/** The Secret that holds the keys of each object storage; none where the pods need no keys. */
const secretOf: Readonly<Record<ObjectStorage, string | undefined>> = {
  rook: bucketObject,
  seaweedfs: undefined,
  'existing-secret': 's3-keys',
  'external-secret': bucketObject,
  'sealed-secret': bucketObject,
  'workload-identity': undefined,
}

/** The kind whose controller creates the Secret. */
const secretSource: Readonly<Partial<Record<ObjectStorage, string>>> = {
  rook: 'ObjectBucketClaim',
  'external-secret': 'ExternalSecret',
  'sealed-secret': 'SealedSecret',
}

const isInCluster = ({ variant }: RenderedStack): boolean => ['rook', 'seaweedfs'].includes(variant.objectStorage)

/** The keys that the S3 client reads. Those of the second bucket are in its configuration. */
const secretKeysOf = ({ env = [] }: IContainer) =>
  env.filter(({ name }) => name.startsWith('AWS_')).flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])

const backupKeysOf = ({ env = [] }: IContainer) =>
  env.filter(({ name }) => name.startsWith('BACKUP_')).flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])

export const objectStorageDefects: readonly Defect[] = [
  {
    number: 1,
    title: 'keeps the name of the bucket and the endpoint apart',
    expectAbsent: (stack) => {
      const { config } = stack.document<{ config: Record<string, string> }>('thanos-objstore', 'objstore.yaml')
      expect(config.bucket).toBe(isInCluster(stack) ? '$(BUCKET_NAME)' : 'metrics-blocks')
      expect(config.endpoint).toBe(
        isInCluster(stack)
          ? '$(BUCKET_HOST):$(BUCKET_PORT)'
          : stack.variant.objectStorage === 'workload-identity'
            ? 's3.eu-central-1.amazonaws.com'
            : 's3.example.com',
      )
    },
  },
  {
    number: 2,
    title: 'takes a generated bucket name from the ConfigMap of the claim',
    expectAbsent: (stack) => {
      const writer = stack.container('prometheus').args!.includes('--agent') ? 'thanos-receive' : 'thanos-sidecar'
      const readers = [writer, 'thanos-store', 'thanos-compact']
      expect(stack.bucketUsers.map(({ name }) => name)).toEqual(expect.arrayContaining(readers))
      for (const { name: container, env = [] } of stack.bucketUsers) {
        const read = env.filter(({ name }) => name.startsWith('BUCKET_'))
        const names = isInCluster(stack) ? ['BUCKET_NAME', 'BUCKET_HOST', 'BUCKET_PORT'] : []
        expect(read, container).toEqual(
          names.map((key) => ({ name: key, valueFrom: { configMapKeyRef: { name: bucketObject, key } } })),
        )
      }
    },
  },
  {
    number: 3,
    title: 'reads the keys of the user who owns the bucket',
    expectAbsent: ({ variant, bucketUsers }) => {
      const name = secretOf[variant.objectStorage]
      for (const container of bucketUsers)
        expect(secretKeysOf(container), container.name).toEqual(
          name === undefined ? [] : keys.map((key) => ({ name, key })),
        )
      for (const container of bucketUsers)
        for (const key of backupKeysOf(container)) expect(key.name, container.name).toBe('thanos-bucket-backup')
    },
  },
  {
    number: 4,
    title: 'has the claim of the bucket in the namespace of its users',
    expectAbsent: ({ variant, objects, one }) => {
      const sources = objects.filter(
        ({ kind, metadata: { name } }) => name === 'thanos-bucket' && Object.values(secretSource).includes(kind),
      )
      const expected = secretSource[variant.objectStorage]
      expect(sources.map(({ kind }) => kind)).toEqual(expected === undefined ? [] : [expected])
      for (const { metadata } of sources)
        expect(metadata.namespace).toBe(one<RenderedObject>('StatefulSet', 'thanos-store').metadata.namespace)
    },
  },
  {
    number: 5,
    title: 'contains no Secret and needs no manual copy of keys',
    expectAbsent: ({ objects, workloads }) => {
      expect(objects.map(({ kind }) => kind)).not.toContain('Secret')
      // Those of Grafana, of the sign-in and of connections are not the keys of the bucket.
      for (const workload of workloads.filter(({ metadata }) => !/^(grafana$|oauth2-proxy-)/.test(metadata!.name!)))
        expect((podOf(workload).volumes ?? []).filter(({ name, secret }) => secret && name !== 'tls')).toEqual([])
    },
  },
]
