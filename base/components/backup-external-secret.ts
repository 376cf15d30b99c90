// A second bucket whose keys are in a secret store such as Vault or AWS Secrets Manager. external-secrets creates the Secret
// from it.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { externalKeys } from '../bucket.ts'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'
import { backupName } from './thanos-bucket-replicate.ts'

const name = 'backup-external-secret'

export const externalSecret = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: {
    name: backupName,
    namespace: setting('namespace'),
    annotations: { ...neverPruned, ...inWave('claims') },
    labels: labelsOf(name, 'backup'),
  },
  spec: {
    // The pod reads the keys at its start only: restart it by hand after a rotation.
    refreshInterval: '1h0m0s',
    secretStoreRef: { kind: setting('backup.secretStoreKind'), name: setting('backup.secretStore') },
    // Retain: the pod can start while the entry is missing in the store.
    target: { name: backupName, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    data: externalKeys('backup'),
  },
}

export default defineComponent(name, [externalSecret])
