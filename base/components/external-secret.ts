// A bucket whose keys are in a secret store such as Vault or AWS Secrets Manager. external-secrets creates the Secret
// from it.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { externalKeys } from '../bucket.ts'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'
import { bucketName } from './thanos-objstore.ts'

const name = 'external-secret'

export const externalSecret = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: {
    name: bucketName,
    namespace: setting('namespace'),
    annotations: { ...neverPruned, ...inWave('claims') },
    labels: labelsOf(name, 'object-storage'),
  },
  spec: {
    // Pods read the keys at their start only: restart them by hand after a rotation.
    refreshInterval: '1h0m0s',
    secretStoreRef: { kind: setting('objectStorage.secretStoreKind'), name: setting('objectStorage.secretStore') },
    // Retain: pods can start while the entry is missing in the store.
    target: { name: bucketName, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    data: externalKeys('objectStorage'),
  },
}

export default defineComponent(name, [externalSecret])
