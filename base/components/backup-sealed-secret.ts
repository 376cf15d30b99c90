// A second bucket whose encrypted keys are in git. Only the sealed-secrets controller of the cluster can decrypt them; it
// creates the Secret.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { onlyWith } from '../component-names.ts'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'
import { backupName } from './thanos-bucket-replicate.ts'

const name = 'backup-sealed-secret'
const labels = labelsOf(name, 'backup')

export const sealedSecret = {
  apiVersion: 'bitnami.com/v1alpha1',
  kind: 'SealedSecret',
  // The encrypted values are valid for this name and this namespace only.
  metadata: {
    name: backupName,
    namespace: setting('namespace'),
    annotations: { ...neverPruned, ...inWave('claims') },
    labels,
  },
  spec: {
    encryptedData: {
      AWS_ACCESS_KEY_ID: onlyWith('backup.s3Keys', setting('backup.sealedAccessKeyId')),
      AWS_SECRET_ACCESS_KEY: onlyWith('backup.s3Keys', setting('backup.sealedSecretAccessKey')),
      'service-account.json': onlyWith('backup.gcsKeys', setting('backup.sealedCredential')),
      AZURE_STORAGE_KEY: onlyWith('backup.accountKey', setting('backup.sealedCredential')),
      AZURE_STORAGE_CONNECTION_STRING: onlyWith('backup.connectionString', setting('backup.sealedCredential')),
      ENCRYPTION_KEY: onlyWith('backup.encryptionKey', setting('backup.sealedEncryptionKey')),
    },
    template: { metadata: { labels } },
  },
}

export default defineComponent(name, [sealedSecret])
