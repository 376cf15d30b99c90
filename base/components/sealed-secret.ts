// A bucket whose keys are in git, encrypted: only the sealed-secrets controller of the cluster can read them, and makes the Secret.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { kept } from '../kept.ts'
import { labelsOf } from '../labels.ts'
import { bucketName } from './thanos-objstore.ts'

const name = 'sealed-secret'
const labels = labelsOf(name, 'object-storage')

export const sealedSecret = {
  apiVersion: 'bitnami.com/v1alpha1',
  kind: 'SealedSecret',
  // What is encrypted holds for this name and this namespace alone.
  metadata: {
    name: bucketName,
    namespace: setting('namespace'),
    annotations: { ...kept, ...inWave('claims') },
    labels,
  },
  spec: {
    encryptedData: {
      AWS_ACCESS_KEY_ID: setting('objectStorage.sealedAccessKeyId'),
      AWS_SECRET_ACCESS_KEY: setting('objectStorage.sealedSecretAccessKey'),
    },
    template: { metadata: { labels } },
  },
}

export default defineComponent(name, [sealedSecret])
