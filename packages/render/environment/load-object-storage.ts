import {
  type Base,
  type BucketSettings,
  type MappingReader,
  type ObjectStorageProvider,
  objectStorages,
} from '@thanos-gitops/manifest'
import { objectStorageProviders } from './bucket-fields.ts'
import { bucketFormats } from './bucket-formats.ts'
import { readBucket } from './load-bucket.ts'

const secret = 'thanos-bucket'

export const objectStorageFormats = bucketFormats(
  { secret, secretKey: 'thanos/production', bucket: 'thanos-blocks', endpoint: 's3.eu-central-1.amazonaws.com' },
  (host) =>
    `Write host and port, endpoint: ${host}, and add \`insecure: true\` by a patch: add /data/objstore.yaml/config/insecure to ConfigMap/thanos-objstore.`,
)

export interface ObjectStorage {
  readonly objectStorage: ObjectStorageProvider
  readonly objectStorageSettings: BucketSettings
}

/**
 * Reads `objectStorage`: the name of a provider, or a mapping of `provider` and the fields of this provider. The result is
 * valid only where `fields.isValid` is.
 */
export function readObjectStorage(fields: MappingReader<'objectStorage' | 'laptop'>, base: Base): ObjectStorage {
  const providers = objectStorages.filter((provider) => base.objectStorage[provider] !== undefined)
  if (fields.value('objectStorage') === undefined) fields.missing('objectStorage', `objectStorage: ${providers[0]}`)
  const bucket = readBucket(fields, {
    key: 'objectStorage',
    subject: 'object storage',
    providers,
    fieldsOf: objectStorageProviders,
    formats: objectStorageFormats,
    secret,
  })
  return { objectStorage: bucket?.provider ?? 'rook', objectStorageSettings: bucket?.settings ?? {} }
}
