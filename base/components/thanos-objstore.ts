// Where blocks go. The bucket's name, address and keys come from the ConfigMap and the Secret `thanos-bucket`, which the
// object storage makes: nothing secret is in git, and a pod waits by itself until they exist.
import { type ConfigMapWithDocuments, contentHash, defineComponent, onlyWith, setting } from '@thanos-gitops/manifest'
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar'
import { labelsOf } from '../labels.ts'

const name = 'thanos-objstore'

/** The name that an ObjectBucketClaim and what it makes share. */
export const bucketName = 'thanos-bucket'

export const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: setting('namespace'), labels: labelsOf(name, 'object-storage-config') },
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
} satisfies ConfigMapWithDocuments

const fromConfigMap = (key: string) => ({ name: key, valueFrom: { configMapKeyRef: { name: bucketName, key } } })
const fromSecret = (key: string) => ({ name: key, valueFrom: { secretKeyRef: { name: bucketName, key } } })

/** The environment of every container that reads or writes blocks. It is read at start only. */
export const bucketEnv: IEnvVar[] = [
  fromConfigMap('BUCKET_NAME'),
  fromConfigMap('BUCKET_HOST'),
  fromConfigMap('BUCKET_PORT'),
  onlyWith('rook-bucket', fromSecret('AWS_ACCESS_KEY_ID')),
  onlyWith('rook-bucket', fromSecret('AWS_SECRET_ACCESS_KEY')),
  // Without keys the S3 client asks a cloud's metadata address for some, before each request, and hangs where packets to it
  // are dropped. An address that refuses at once makes it go on without keys.
  onlyWith('seaweedfs', { name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI', value: 'http://127.0.0.1:1' }),
]

export const objstoreArg = '--objstore.config-file=/etc/thanos/objstore/objstore.yaml'
export const objstoreMount = { name: 'objstore', mountPath: '/etc/thanos/objstore', readOnly: true }
export const objstoreVolume = { name: 'objstore', configMap: { name } }

/** For the pod template: Thanos reads this configuration at start only. */
export const objstoreChecksum = { [`checksum/${name}`]: contentHash(configMap) }

export default defineComponent(name, [configMap])
