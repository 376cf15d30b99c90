// The credentials of receivers, encrypted in git. Only the sealed-secrets controller of the cluster can decrypt them; it
// creates the Secret.
import { defineComponent, inWave, receiverSecret, setting, settingValue } from '@thanos-gitops/manifest'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'

const name = 'alertmanager-sealed-secret'
const labels = labelsOf(name, 'receiver-credentials')

export const sealedSecret = {
  apiVersion: 'bitnami.com/v1alpha1',
  kind: 'SealedSecret',
  // The encrypted values are valid for this name and this namespace only.
  metadata: {
    name: receiverSecret,
    namespace: setting('namespace'),
    annotations: { ...neverPruned, ...inWave('claims') },
    labels,
  },
  spec: {
    encryptedData: settingValue<Record<string, string>>('alerting.sealedData'),
    template: { metadata: { labels } },
  },
}

export default defineComponent(name, [sealedSecret])
