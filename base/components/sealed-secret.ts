// A bucket whose encrypted keys are in git. Only the sealed-secrets controller of the cluster can decrypt them; it
// creates the Secret.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { sealedKeys } from '../bucket.ts'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'
import { bucketName } from './thanos-objstore.ts'

const name = 'sealed-secret'
const labels = labelsOf(name, 'object-storage')

export const sealedSecret = {
  apiVersion: 'bitnami.com/v1alpha1',
  kind: 'SealedSecret',
  // The encrypted values are valid for this name and this namespace only.
  metadata: {
    name: bucketName,
    namespace: setting('namespace'),
    annotations: { ...neverPruned, ...inWave('claims') },
    labels,
  },
  spec: {
    encryptedData: sealedKeys('objectStorage'),
    template: { metadata: { labels } },
  },
}

export default defineComponent(name, [sealedSecret])
