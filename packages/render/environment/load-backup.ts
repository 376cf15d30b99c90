import {
  type Backup,
  type BackupProvider,
  type Base,
  backupProviders,
  type MappingReader,
  type StringFormat,
} from '@thanos-gitops/manifest'
import { type BucketFormats, type ProviderFields, readBucket } from './load-bucket.ts'
import { type ObjectStorage, objectStorageFormats, objectStorageProviders } from './load-object-storage.ts'
import { sealedFor } from './secret-formats.ts'

const component = 'thanos-bucket-replicate'

/** The name of the claim of the second bucket, and of its ConfigMap and Secret. */
const backupSecret = 'thanos-bucket-backup'

/** As those of `objectStorage`, with a Secret of its own. Without a role, it is that of the other pods. */
export const backupFields: Readonly<Record<BackupProvider, ProviderFields>> = {
  ...objectStorageProviders,
  'existing-secret': { ...objectStorageProviders['existing-secret'], secret: { default: backupSecret } },
  'workload-identity': { ...objectStorageProviders['workload-identity'], roleArn: { isOptional: true } },
}

const endpoint: StringFormat = {
  ...objectStorageFormats.endpoint,
  example: 's3.eu-west-1.amazonaws.com',
  remedy: (value) =>
    String(value).startsWith('http://')
      ? `Write host and port, and add \`insecure: true\` by a patch: add /data/backup.yaml/config/insecure to ConfigMap/${component}.`
      : undefined,
}

const sealed = sealedFor(backupSecret)

export const backupFormats: BucketFormats = {
  ...objectStorageFormats,
  bucket: { ...objectStorageFormats.bucket, example: 'thanos-blocks-backup' },
  endpoint,
  secret: { ...objectStorageFormats.secret, example: backupSecret },
  secretKey: { ...objectStorageFormats.secretKey, example: 'thanos/production-backup' },
  sealedAccessKeyId: sealed,
  sealedSecretAccessKey: sealed,
}

/**
 * Reads `backup`, the second bucket, which has the form of `objectStorage`. Undefined if the environment has none. The result is
 * valid only where `fields.isValid` is.
 */
export function readBackup(
  fields: MappingReader<'backup' | 'components'>,
  base: Base,
  storage: ObjectStorage,
): Backup | undefined {
  const place = fields.list('components').indexOf(component)
  if (!fields.has('backup')) {
    if (place >= 0 && base.backup !== undefined)
      fields.problem(
        ['components', place],
        `${component} has no bucket to which it copies the blocks.`,
        `Add backup, in the form of objectStorage, or remove ${component}.`,
      )
    return undefined
  }
  if (place < 0)
    fields.keyProblem(
      'backup',
      `The environment has no ${component} to copy blocks to the second bucket.`,
      `Add ${component} to components, or remove backup.`,
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
  })
  if (backup?.provider === 'workload-identity') requireIdentity(fields, storage)
  const roleArn = backup?.settings.roleArn ?? storage.objectStorageSettings.roleArn
  return backup && { ...backup, settings: { ...backup.settings, ...(roleArn === undefined ? {} : { roleArn }) } }
}

/** The S3 client prefers the keys in the variables of a container, which are those of the first bucket, to an identity. */
function requireIdentity(fields: MappingReader<'backup'>, { objectStorage }: ObjectStorage): void {
  if (objectStorage === 'workload-identity') return
  fields.problem(
    ['backup', 'provider'],
    `workload-identity needs objectStorage of the same provider, not ${objectStorage}: the keys of the first bucket would replace the identity.`,
    'Use a provider with keys for the backup, or workload-identity for both.',
  )
}
