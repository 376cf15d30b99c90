import {
  type Backup,
  type BackupProvider,
  type Base,
  backupProviders,
  conditionsOfBucket,
  type MappingReader,
} from '@thanos-gitops/manifest'
import { existingSecret, type FieldsByType, objectStorageProviders } from './bucket-fields.ts'
import { bucketFormats } from './bucket-formats.ts'
import { readBucket } from './load-bucket.ts'
import type { ObjectStorage } from './load-object-storage.ts'

/** The component that no environment has without `backup`. */
export const backupComponent = 'thanos-bucket-replicate'

/** The name of the claim of the second bucket, and of its ConfigMap and Secret. */
const secret = 'thanos-bucket-backup'

/** As those of `objectStorage`, with a Secret of its own. Without an identity, it is that of the other pods. */
export const backupFields: Readonly<Record<BackupProvider, FieldsByType>> = {
  ...objectStorageProviders,
  'existing-secret': existingSecret(secret),
  'workload-identity': {
    ...objectStorageProviders['workload-identity'],
    azure: { ...objectStorageProviders['workload-identity'].azure, clientId: { isOptional: true } },
  },
}

export const backupFormats = bucketFormats(
  {
    secret,
    secretKey: 'thanos/production-backup',
    bucket: 'thanos-blocks-backup',
    endpoint: 's3.eu-west-1.amazonaws.com',
  },
  (host) =>
    `Write host and port, endpoint: ${host}, and add \`insecure: true\` by a patch: add /data/backup.yaml/config/insecure to ConfigMap/${backupComponent}.`,
)

/**
 * Reads `backup`, the second bucket, which has the form of `objectStorage`. Undefined if the environment has none. The result is
 * valid only where `fields.isValid` is.
 */
export function readBackup(
  fields: MappingReader<'backup' | 'components' | 'laptop'>,
  base: Base,
  storage: ObjectStorage,
): Backup | undefined {
  const place = fields.list('components').indexOf(backupComponent)
  if (!fields.has('backup')) {
    if (place >= 0 && base.backup !== undefined)
      fields.problem(
        ['components', place],
        `${backupComponent} has no bucket to which it copies the blocks.`,
        `Add backup, in the form of objectStorage, or remove ${backupComponent}.`,
      )
    return undefined
  }
  if (place < 0)
    fields.keyProblem(
      'backup',
      `The environment has no ${backupComponent} to copy blocks to the second bucket.`,
      `Add ${backupComponent} to components, or remove backup.`,
      fields.context.codes.invalid,
    )
  const providers = backupProviders.filter((provider) => base.backup?.[provider] !== undefined)
  if (fields.value('backup') === null) fields.missing('backup', `backup: ${providers[0]}`)
  const backup = readBucket(fields, {
    key: 'backup',
    subject: 'backup',
    providers,
    fieldsOf: backupFields,
    formats: backupFormats,
    secret,
    inherited: storage.objectStorageSettings,
  })
  if (backup?.provider === 'workload-identity') reportOtherIdentity(fields, storage, backup)
  return backup
}

/** The clients of S3 and Google prefer keys that the container has for the first bucket, and a pod has the identity of one cloud. */
function reportOtherIdentity(
  fields: MappingReader<'backup'>,
  { objectStorage, objectStorageSettings }: ObjectStorage,
  { settings }: Backup,
): void {
  const type = settings.type ?? 's3'
  const typeOfBlocks = objectStorageSettings.type ?? 's3'
  const hasIdentity = objectStorage === 'workload-identity'
  if (hasIdentity && type !== typeOfBlocks)
    fields.problem(
      ['backup', 'type'],
      `A pod has the identity of one cloud, and objectStorage has one for ${typeOfBlocks}, not for ${type}.`,
      'Use a provider with keys for the backup.',
    )
  const keys = conditionsOfBucket(objectStorage, objectStorageSettings)
  const isReplaced =
    type === 's3' ? !hasIdentity && typeOfBlocks === 's3' && objectStorage !== 'seaweedfs' : keys.includes('gcsKeys')
  if (isReplaced && type === typeOfBlocks)
    fields.problem(
      ['backup', 'provider'],
      `workload-identity needs objectStorage of the same provider, not ${objectStorage}: the keys of the first bucket would replace the identity.`,
      'Use a provider with keys for the backup, or workload-identity for both.',
    )
  if (type === 'azure' && settings.clientId === undefined)
    fields.problem(
      ['backup'],
      'workload-identity of type azure needs clientId.',
      'Add clientId, for example clientId: 6a1f8c9e-2b7d-4c0a-9d3e-5f4b8a7c6d21',
    )
}
