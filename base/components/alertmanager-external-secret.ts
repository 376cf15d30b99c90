// The credentials of receivers in a secret store such as Vault or AWS Secrets Manager. external-secrets creates the Secret
// from it.
import { defineComponent, inWave, receiverSecret, setting, settingValue } from '@thanos-gitops/manifest'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'

const name = 'alertmanager-external-secret'

export const externalSecret = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: {
    name: receiverSecret,
    namespace: setting('namespace'),
    annotations: { ...neverPruned, ...inWave('claims') },
    labels: labelsOf(name, 'receiver-credentials'),
  },
  spec: {
    // Alertmanager reads the files for each notification: no pod restarts after a rotation.
    refreshInterval: '1h0m0s',
    secretStoreRef: {
      kind: settingValue<string>('alerting.secretStoreKind'),
      name: settingValue<string>('alerting.secretStore'),
    },
    target: { name: receiverSecret, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    // One property of the entry for each key that a receiver reads.
    data: settingValue<object[]>('alerting.secretData'),
  },
}

export default defineComponent(name, [externalSecret])
