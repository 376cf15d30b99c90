// A second bucket of Rook. In the object store of the first one, it survives a wrong deletion, but not the loss of the store.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'
import { backupName } from './thanos-bucket-replicate.ts'

const name = 'backup-rook-bucket'

export const claim = {
  apiVersion: 'objectbucket.io/v1alpha1',
  kind: 'ObjectBucketClaim',
  metadata: {
    name: backupName,
    namespace: setting('namespace'),
    annotations: { ...neverPruned, ...inWave('claims') },
    labels: labelsOf(name, 'backup'),
  },
  spec: {
    // As for the claim of the first bucket: a patch can select the class of another object store.
    generateBucketName: 'thanos-backup',
    storageClassName: 'rook-ceph-bucket-retain',
  },
}

export default defineComponent(name, [claim])
