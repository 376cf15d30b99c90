// The configuration of a bucket outside of the cluster, which Thanos reads: that of the blocks, and that of their copies.
import { setting, trueWith } from '@thanos-gitops/manifest'
import { onlyWith } from './component-names.ts'

type Bucket = 'objectStorage' | 'backup'

/** The keys of a bucket in its configuration, as variables of the container. */
interface BucketKeys {
  readonly s3: Readonly<Record<string, string>>
  readonly accountKey: string
  readonly connectionString: string
  /** The file with the 32 bytes of SSE-C. */
  readonly encryptionKey: string
}

/** @param folder where the container has the ConfigMap */
const trust = (of: Bucket, folder: string) => onlyWith(`${of}.ca`, { tls_config: { ca_file: `${folder}/ca.crt` } })

const s3Config = (of: Bucket, folder: string, { encryptionKey }: BucketKeys) => ({
  bucket: setting(`${of}.bucket`),
  endpoint: setting(`${of}.endpoint`),
  region: setting(`${of}.region`),
  bucket_lookup_type: onlyWith(`${of}.bucketLookup`, setting(`${of}.bucketLookup`)),
  insecure: onlyWith(`${of}.insecure`, trueWith(`${of}.insecure`)),
  sse_config: onlyWith(`${of}.sse`, {
    type: setting(`${of}.sse`),
    kms_key_id: onlyWith(`${of}.kmsKeyId`, setting(`${of}.kmsKeyId`)),
    encryption_key: onlyWith(`${of}.encryptionKey`, encryptionKey),
  }),
  http_config: trust(of, folder),
})

/**
 * The documents of each type of bucket.
 *
 * @param folder where the container has the ConfigMap
 */
export const bucketDocuments = (of: Bucket, folder: string, keys: BucketKeys) => {
  const prefix = onlyWith(`${of}.prefix`, setting(`${of}.prefix`))
  return {
    s3Keys: { type: 'S3', prefix, config: { ...s3Config(of, folder, keys), ...keys.s3 } },
    /** The client requests temporary keys with the token of the pod, or from the agent of EKS. */
    s3Identity: { type: 'S3', prefix, config: { ...s3Config(of, folder, keys), aws_sdk_auth: true } },
    /** Google's client finds its credentials itself: a file that a variable names, or the metadata server of GKE. */
    gcs: { type: 'GCS', prefix, config: { bucket: setting(`${of}.bucket`) } },
    /** Without a key, Azure's client uses the token that AKS gives the pod. */
    azure: {
      type: 'AZURE',
      prefix,
      config: {
        storage_account: setting(`${of}.storageAccount`),
        storage_account_key: onlyWith(`${of}.accountKey`, keys.accountKey),
        storage_connection_string: onlyWith(`${of}.connectionString`, keys.connectionString),
        container: setting(`${of}.bucket`),
        endpoint: setting(`${of}.endpoint`),
        // Otherwise, Thanos would create a container whose name is mistyped.
        storage_create_container: false,
        http_config: trust(of, folder),
      },
    },
  }
}

/** The certificate of a private authority, next to the configuration that names it. */
export const bucketAuthority = (of: Bucket) => ({ 'ca.crt': onlyWith(`${of}.ca`, setting(`${of}.ca`)) })

/** Annotations of a service account whose pods have an identity of AWS (IRSA), Google or Azure. */
export const identityAnnotations = (of: Bucket) =>
  onlyWith([`${of}.roleArn`, `${of}.googleServiceAccount`, `${of}.clientId`], {
    'eks.amazonaws.com/role-arn': onlyWith(`${of}.roleArn`, setting(`${of}.roleArn`)),
    'iam.gke.io/gcp-service-account': onlyWith(`${of}.googleServiceAccount`, setting(`${of}.googleServiceAccount`)),
    'azure.workload.identity/client-id': onlyWith(`${of}.clientId`, setting(`${of}.clientId`)),
    'azure.workload.identity/tenant-id': onlyWith(`${of}.tenantId`, setting(`${of}.tenantId`)),
  })

/** A label of pods: AKS gives only those with it a token. */
export const identityLabels = (of: Bucket) => ({
  'azure.workload.identity/use': onlyWith(`${of}.clientId`, 'true'),
})

const googleFolder = '/etc/thanos/google'
const googleKey = 'service-account.json'

/** The variable by which Google's client finds its credentials. */
export const googleVariable = { name: 'GOOGLE_APPLICATION_CREDENTIALS', value: `${googleFolder}/${googleKey}` }
export const googleMount = { name: 'google', mountPath: googleFolder, readOnly: true }

/** One entry of a Secret as a file. */
const keyVolume = (name: string, secretName: string, key: string) => ({
  name,
  secret: { secretName, items: [{ key, path: key }] },
})

/** @param secretName the Secret with the JSON of a service account */
export const googleVolume = (secretName: string) => keyVolume('google', secretName, googleKey)

/** The key of SSE-C. Its name in the Secret is also that of the file. */
export const encryptionKey = 'ENCRYPTION_KEY'
export const encryptionVolume = (name: string, secretName: string) => keyVolume(name, secretName, encryptionKey)

/** The entries of an ExternalSecret with the keys of a bucket: those of its type. */
export const externalKeys = (of: Bucket) => {
  const entry = setting(`${of}.secretKey`)
  const property = (key: string) => ({ secretKey: key, remoteRef: { key: entry, property: key } })
  return [
    onlyWith(`${of}.s3Keys`, property('AWS_ACCESS_KEY_ID')),
    onlyWith(`${of}.s3Keys`, property('AWS_SECRET_ACCESS_KEY')),
    // The whole entry is the JSON of the service account.
    onlyWith(`${of}.gcsKeys`, { secretKey: googleKey, remoteRef: { key: entry } }),
    onlyWith(`${of}.accountKey`, property('AZURE_STORAGE_KEY')),
    onlyWith(`${of}.connectionString`, property('AZURE_STORAGE_CONNECTION_STRING')),
    onlyWith(`${of}.encryptionKey`, property(encryptionKey)),
  ]
}

/** The encrypted entries of a SealedSecret with the keys of a bucket: those of its type. */
export const sealedKeys = (of: Bucket) => ({
  AWS_ACCESS_KEY_ID: onlyWith(`${of}.s3Keys`, setting(`${of}.sealedAccessKeyId`)),
  AWS_SECRET_ACCESS_KEY: onlyWith(`${of}.s3Keys`, setting(`${of}.sealedSecretAccessKey`)),
  [googleKey]: onlyWith(`${of}.gcsKeys`, setting(`${of}.sealedCredential`)),
  AZURE_STORAGE_KEY: onlyWith(`${of}.accountKey`, setting(`${of}.sealedCredential`)),
  AZURE_STORAGE_CONNECTION_STRING: onlyWith(`${of}.connectionString`, setting(`${of}.sealedCredential`)),
  [encryptionKey]: onlyWith(`${of}.encryptionKey`, setting(`${of}.sealedEncryptionKey`)),
})
