import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { labelsOf } from '../labels.ts'
import { bucketName } from './bucket.ts'

const name = 'rook-bucket'

// Neither Argo CD nor Flux deletes the bucket when its file is removed.
const notPruned = {
  'argocd.argoproj.io/sync-options': 'Prune=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
}

export const claim = {
  apiVersion: 'objectbucket.io/v1alpha1',
  kind: 'ObjectBucketClaim',
  metadata: {
    name: bucketName,
    namespace: setting('namespace'),
    annotations: { ...notPruned, ...inWave('claims') },
    labels: labelsOf(name),
  },
  spec: { generateBucketName: 'shop', storageClassName: 'bucket-retain' },
}

export default defineComponent(name, [claim])
