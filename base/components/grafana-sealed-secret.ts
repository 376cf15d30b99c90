// The password of Grafana's administrator, encrypted in git. Only the sealed-secrets controller of the cluster can decrypt it; it
// creates the Secret.
import { defineComponent, grafanaSecret, inWave, setting } from '@thanos-gitops/manifest'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'

const name = 'grafana-sealed-secret'
const labels = labelsOf(name, 'administrator-credentials')

export const sealedSecret = {
  apiVersion: 'bitnami.com/v1alpha1',
  kind: 'SealedSecret',
  // The encrypted value is valid for this name and this namespace only.
  metadata: {
    name: grafanaSecret,
    namespace: setting('namespace'),
    annotations: { ...neverPruned, ...inWave('claims') },
    labels,
  },
  spec: {
    encryptedData: { password: setting('grafana.secrets.sealed.password') },
    template: { metadata: { labels } },
  },
}

export default defineComponent(name, [sealedSecret])
