// A second bucket whose encrypted keys are in git. Only the sealed-secrets controller of the cluster can decrypt them; it
// creates the Secret.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { sealedKeys } from '../bucket.ts'
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
    encryptedData: sealedKeys('backup'),
    template: { metadata: { labels } },
  },
}

export default defineComponent(name, [sealedSecret])
