// The object storage of blocks. The keys come from a Secret. For a bucket inside the cluster, name and address come
// from a ConfigMap. The object storage creates both: no secret is in git, and a pod waits until they exist.
import { type ConfigMapWithDocuments, contentHash, defineComponent, setting } from '@thanos-gitops/manifest'
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar'
import type { IVolume } from 'kubernetes-models/v1/Volume'
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount'
import {
  bucketAuthority,
  bucketDocuments,
  encryptionKey,
  encryptionVolume,
  googleMount,
  googleVariable,
  googleVolume,
  identityAnnotations,
  identityLabels,
} from '../bucket.ts'
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

const metadata = { name, namespace: setting('namespace'), labels: labelsOf(name, 'object-storage-config') }
const folder = '/etc/thanos/objstore'
const encryptionFolder = '/etc/thanos/encryption'

/** A bucket inside the cluster. Its address is unknown before the bucket exists. */
export const configMap = onlyWith(inCluster, {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata,
  data: {
    // Thanos replaces $(NAME) from the environment of the container, and does not start if a variable is missing.
    'objstore.yaml': {
      type: 'S3',
      prefix: onlyWith('objectStorage.prefix', setting('objectStorage.prefix')),
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

// The S3 client reads its keys from the variables of the container.
const documents = bucketDocuments('objectStorage', folder, {
  s3: {},
  accountKey: '$(AZURE_STORAGE_KEY)',
  connectionString: '$(AZURE_STORAGE_CONNECTION_STRING)',
  encryptionKey: `${encryptionFolder}/${encryptionKey}`,
})

/** A bucket outside the cluster, over TLS. */
const externalConfigMap = (document: (typeof documents)[keyof typeof documents]) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { 'objstore.yaml': document, ...bucketAuthority('objectStorage') },
  }) satisfies ConfigMapWithDocuments

export const configMaps = [
  configMap,
  onlyWith('objectStorage.s3Keys', externalConfigMap(documents.s3Keys)),
  onlyWith('objectStorage.s3Identity', externalConfigMap(documents.s3Identity)),
  onlyWith('objectStorage.gcs', externalConfigMap(documents.gcs)),
  onlyWith('objectStorage.azure', externalConfigMap(documents.azure)),
]

const fromConfigMap = (key: string) => ({ name: key, valueFrom: { configMapKeyRef: { name: bucketName, key } } })
const fromSecret = (key: string, secret: string = setting('objectStorage.secret')) => ({
  name: key,
  valueFrom: { secretKeyRef: { name: secret, key } },
})

/** The variables of the bucket, without that of Google's credentials. */
export const bucketKeys: IEnvVar[] = [
  onlyWith(inCluster, fromConfigMap('BUCKET_NAME')),
  onlyWith(inCluster, fromConfigMap('BUCKET_HOST')),
  onlyWith(inCluster, fromConfigMap('BUCKET_PORT')),
  onlyWith('rook-bucket', fromSecret('AWS_ACCESS_KEY_ID', bucketName)),
  onlyWith('rook-bucket', fromSecret('AWS_SECRET_ACCESS_KEY', bucketName)),
  onlyWith('objectStorage.s3Keys', fromSecret('AWS_ACCESS_KEY_ID')),
  onlyWith('objectStorage.s3Keys', fromSecret('AWS_SECRET_ACCESS_KEY')),
  onlyWith('objectStorage.accountKey', fromSecret('AZURE_STORAGE_KEY')),
  onlyWith('objectStorage.connectionString', fromSecret('AZURE_STORAGE_CONNECTION_STRING')),
  // Without keys, the S3 client requests keys from the metadata address of a cloud before each request, and waits if
  // a network drops those packets. An address that refuses the connection makes it continue without keys.
  onlyWith('seaweedfs', { name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI', value: 'http://127.0.0.1:1' }),
]

/** The environment variables of each container that reads or writes blocks. Thanos reads them at its start only. */
export const bucketEnv: IEnvVar[] = onlyWith(
  [...inCluster, ...withKeys],
  [...bucketKeys, onlyWith('objectStorage.gcsKeys', { ...googleVariable })],
)

/** Annotations of the service accounts whose pods use the bucket. */
export const bucketIdentity = identityAnnotations('objectStorage')

/** Labels of the pods that use the bucket. */
export const bucketLabels = identityLabels('objectStorage')

export const objstoreArg = `--objstore.config-file=${folder}/objstore.yaml`

/** Of each container and pod that use the bucket, without Google's credentials. */
export const objstoreMounts: IVolumeMount[] = [
  { name: 'objstore', mountPath: folder, readOnly: true },
  onlyWith('objectStorage.encryptionKey', { name: 'encryption', mountPath: encryptionFolder, readOnly: true }),
]
export const objstoreVolumes: IVolume[] = [
  { name: 'objstore', configMap: { name } },
  onlyWith('objectStorage.encryptionKey', encryptionVolume('encryption', setting('objectStorage.secret'))),
]

export const bucketMounts: IVolumeMount[] = [...objstoreMounts, onlyWith('objectStorage.gcsKeys', { ...googleMount })]
export const bucketVolumes: IVolume[] = [
  ...objstoreVolumes,
  onlyWith('objectStorage.gcsKeys', googleVolume(setting('objectStorage.secret'))),
]

/** An annotation of the pod template: Thanos reads this configuration at its start only. */
export const objstoreChecksum = { [`checksum/${name}`]: contentHash(configMap) }

export default defineComponent(name, configMaps)
