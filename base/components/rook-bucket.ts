// A bucket of Rook's Ceph object store. The claim is in the namespace of the pods, because Rook creates the ConfigMap
// and the Secret of the claim's name there.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'
import { bucketName } from './thanos-objstore.ts'

const name = 'rook-bucket'

export const claim = {
  apiVersion: 'objectbucket.io/v1alpha1',
  kind: 'ObjectBucketClaim',
  metadata: {
    name: bucketName,
    namespace: setting('namespace'),
    annotations: { ...neverPruned, ...inWave('claims') },
    labels: labelsOf(name, 'object-storage'),
  },
  spec: {
    // The name of the bucket is this and a random suffix. BUCKET_NAME in the claim's ConfigMap is the complete name.
    generateBucketName: 'thanos',
    // A class whose reclaimPolicy is Retain: with Delete, the bucket and its blocks are deleted with this claim.
    storageClassName: 'rook-ceph-bucket-retain',
  },
}

export default defineComponent(name, [claim])
