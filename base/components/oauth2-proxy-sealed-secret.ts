// The credentials of the sign-in, encrypted in git. Only the sealed-secrets controller of the cluster can decrypt them; it
// creates the Secret.
import { accessSecret, defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'

const name = 'oauth2-proxy-sealed-secret'
const labels = labelsOf(name, 'sign-in-credentials')

export const sealedSecret = {
  apiVersion: 'bitnami.com/v1alpha1',
  kind: 'SealedSecret',
  // The encrypted values are valid for this name and this namespace only.
  metadata: {
    name: accessSecret,
    namespace: setting('namespace'),
    annotations: { ...neverPruned, ...inWave('claims') },
    labels,
  },
  spec: {
    encryptedData: {
      'client-secret': setting('access.secrets.sealed.client-secret'),
      'cookie-secret': setting('access.secrets.sealed.cookie-secret'),
    },
    template: { metadata: { labels } },
  },
}

export default defineComponent(name, [sealedSecret])
