// Where blocks go. The keys come from a Secret, and of a bucket inside the cluster the name and the address from a ConfigMap, both of
// which the object storage makes: nothing secret is in git, and a pod waits by itself until they exist.
import { type ConfigMapWithDocuments, contentHash, defineComponent, setting } from '@thanos-gitops/manifest'
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar'
import { onlyWith } from '../component-names.ts'
import { labelsOf } from '../labels.ts'

const name = 'thanos-objstore'

/** The name that an ObjectBucketClaim and what it makes share. Who else makes the Secret gives it the same name and keys. */
export const bucketName = 'thanos-bucket'

const inCluster = ['rook-bucket', 'seaweedfs'] as const
const withKeys = ['existing-secret', 'external-secret', 'sealed-secret'] as const
const madeHere = ['rook-bucket', 'external-secret', 'sealed-secret'] as const

const metadata = { name, namespace: setting('namespace'), labels: labelsOf(name, 'object-storage-config') }

/** A bucket inside the cluster, whose address is known only when it is there. */
export const configMap = onlyWith(inCluster, {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata,
  data: {
    // Thanos replaces $(NAME) from the container's environment and refuses to start when one is not set.
    'objstore.yaml': {
      type: 'S3',
      config: {
        bucket: '$(BUCKET_NAME)',
        endpoint: '$(BUCKET_HOST):$(BUCKET_PORT)',
        bucket_lookup_type: 'path',
        // Plain HTTP inside the cluster. Goes together with the port in BUCKET_PORT.
        insecure: true,
      },
    },
  },
} satisfies ConfigMapWithDocuments)

const elsewhere = {
  bucket: setting('objectStorage.bucket'),
  endpoint: setting('objectStorage.endpoint'),
  region: setting('objectStorage.region'),
}

/** A bucket that somebody else keeps, over TLS. */
export const configMapElsewhere = onlyWith(withKeys, {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata,
  data: { 'objstore.yaml': { type: 'S3', config: elsewhere } },
} satisfies ConfigMapWithDocuments)

/** The same without keys: the S3 client asks for some with the pod's own token. */
export const configMapOfIdentity = onlyWith('workload-identity', {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata,
  data: { 'objstore.yaml': { type: 'S3', config: { ...elsewhere, aws_sdk_auth: true } } },
} satisfies ConfigMapWithDocuments)

const fromConfigMap = (key: string) => ({ name: key, valueFrom: { configMapKeyRef: { name: bucketName, key } } })
const fromSecret = (key: string, secret = bucketName) => ({
  name: key,
  valueFrom: { secretKeyRef: { name: secret, key } },
})

/** The environment of every container that reads or writes blocks. It is read at start only. Without any of it there is no list. */
export const bucketEnv: IEnvVar[] = onlyWith(
  [...inCluster, ...withKeys],
  [
    onlyWith(inCluster, fromConfigMap('BUCKET_NAME')),
    onlyWith(inCluster, fromConfigMap('BUCKET_HOST')),
    onlyWith(inCluster, fromConfigMap('BUCKET_PORT')),
    onlyWith(madeHere, fromSecret('AWS_ACCESS_KEY_ID')),
    onlyWith(madeHere, fromSecret('AWS_SECRET_ACCESS_KEY')),
    onlyWith('existing-secret', fromSecret('AWS_ACCESS_KEY_ID', setting('objectStorage.secret'))),
    onlyWith('existing-secret', fromSecret('AWS_SECRET_ACCESS_KEY', setting('objectStorage.secret'))),
    // Without keys the S3 client asks a cloud's metadata address for some, before each request, and hangs where packets to it
    // are dropped. An address that refuses at once makes it go on without keys.
    onlyWith('seaweedfs', { name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI', value: 'http://127.0.0.1:1' }),
  ],
)

/** Of the service accounts whose pods use the bucket: the role that their tokens are exchanged for (EKS, IRSA). */
export const bucketIdentity = onlyWith('workload-identity', {
  'eks.amazonaws.com/role-arn': setting('objectStorage.roleArn'),
})

export const objstoreArg = '--objstore.config-file=/etc/thanos/objstore/objstore.yaml'
export const objstoreMount = { name: 'objstore', mountPath: '/etc/thanos/objstore', readOnly: true }
export const objstoreVolume = { name: 'objstore', configMap: { name } }

/** For the pod template: Thanos reads this configuration at start only. */
export const objstoreChecksum = { [`checksum/${name}`]: contentHash(configMap) }

export default defineComponent(name, [configMap, configMapElsewhere, configMapOfIdentity])
