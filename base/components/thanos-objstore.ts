// The object storage of blocks. The keys come from a Secret. For a bucket inside the cluster, name and address come
// from a ConfigMap. The object storage creates both: no secret is in git, and a pod waits until they exist.
import { type ConfigMapWithDocuments, contentHash, defineComponent, setting } from '@thanos-gitops/manifest'
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar'
import { onlyWith } from '../component-names.ts'
import { labelsOf } from '../labels.ts'

const name = 'thanos-objstore'

/**
 * The name of an ObjectBucketClaim and of its ConfigMap and Secret. Other sources of the Secret use the same name and
 * keys.
 */
export const bucketName = 'thanos-bucket'

const inCluster = ['rook-bucket', 'seaweedfs'] as const
const withKeys = ['existing-secret', 'external-secret', 'sealed-secret'] as const
const withGeneratedSecret = ['rook-bucket', 'external-secret', 'sealed-secret'] as const

const metadata = { name, namespace: setting('namespace'), labels: labelsOf(name, 'object-storage-config') }

/** The folder of the environment in its bucket, if it has one. */
const folder = { prefix: onlyWith('objectStorage.prefix', setting('objectStorage.prefix')) }

/** A bucket inside the cluster. Its address is unknown before the bucket exists. */
export const configMap = onlyWith(inCluster, {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata,
  data: {
    // Thanos replaces $(NAME) from the environment of the container, and does not start if a variable is missing.
    'objstore.yaml': {
      type: 'S3',
      ...folder,
      config: {
        bucket: '$(BUCKET_NAME)',
        endpoint: '$(BUCKET_HOST):$(BUCKET_PORT)',
        bucket_lookup_type: 'path',
        // Plain HTTP inside the cluster, on the port in BUCKET_PORT.
        insecure: true,
      },
    },
  },
} satisfies ConfigMapWithDocuments)

const externalBucket = {
  bucket: setting('objectStorage.bucket'),
  endpoint: setting('objectStorage.endpoint'),
  region: setting('objectStorage.region'),
}

/** A bucket outside the cluster, over TLS. */
export const externalConfigMap = onlyWith(withKeys, {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata,
  data: { 'objstore.yaml': { type: 'S3', ...folder, config: externalBucket } },
} satisfies ConfigMapWithDocuments)

/** The same without keys: the S3 client requests temporary keys with the token of the pod. */
export const identityConfigMap = onlyWith('workload-identity', {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata,
  data: { 'objstore.yaml': { type: 'S3', ...folder, config: { ...externalBucket, aws_sdk_auth: true } } },
} satisfies ConfigMapWithDocuments)

const fromConfigMap = (key: string) => ({ name: key, valueFrom: { configMapKeyRef: { name: bucketName, key } } })
const fromSecret = (key: string, secret = bucketName) => ({
  name: key,
  valueFrom: { secretKeyRef: { name: secret, key } },
})

/** The environment variables of each container that reads or writes blocks. Thanos reads them at its start only. */
export const bucketEnv: IEnvVar[] = onlyWith(
  [...inCluster, ...withKeys],
  [
    onlyWith(inCluster, fromConfigMap('BUCKET_NAME')),
    onlyWith(inCluster, fromConfigMap('BUCKET_HOST')),
    onlyWith(inCluster, fromConfigMap('BUCKET_PORT')),
    onlyWith(withGeneratedSecret, fromSecret('AWS_ACCESS_KEY_ID')),
    onlyWith(withGeneratedSecret, fromSecret('AWS_SECRET_ACCESS_KEY')),
    onlyWith('existing-secret', fromSecret('AWS_ACCESS_KEY_ID', setting('objectStorage.secret'))),
    onlyWith('existing-secret', fromSecret('AWS_SECRET_ACCESS_KEY', setting('objectStorage.secret'))),
    // Without keys, the S3 client requests keys from the metadata address of a cloud before each request, and waits if
    // a network drops those packets. An address that refuses the connection makes it continue without keys.
    onlyWith('seaweedfs', { name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI', value: 'http://127.0.0.1:1' }),
  ],
)

/** Annotations of the service accounts whose pods use the bucket: the role of their tokens (EKS, IRSA). */
export const bucketIdentity = onlyWith('workload-identity', {
  'eks.amazonaws.com/role-arn': setting('objectStorage.roleArn'),
})

export const objstoreArg = '--objstore.config-file=/etc/thanos/objstore/objstore.yaml'
export const objstoreMount = { name: 'objstore', mountPath: '/etc/thanos/objstore', readOnly: true }
export const objstoreVolume = { name: 'objstore', configMap: { name } }

/** An annotation of the pod template: Thanos reads this configuration at its start only. */
export const objstoreChecksum = { [`checksum/${name}`]: contentHash(configMap) }

export default defineComponent(name, [configMap, externalConfigMap, identityConfigMap])
