// The password of Grafana's administrator in a secret store such as Vault or AWS Secrets Manager. external-secrets creates the
// Secret from it.
import { defineComponent, grafanaSecret, grafanaSecretKeys, inWave, setting } from '@thanos-gitops/manifest'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'

const name = 'grafana-external-secret'

export const externalSecret = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: {
    name: grafanaSecret,
    namespace: setting('namespace'),
    annotations: { ...neverPruned, ...inWave('claims') },
    labels: labelsOf(name, 'administrator-credentials'),
  },
  spec: {
    // Grafana reads the password when it starts.
    refreshInterval: '1h0m0s',
    secretStoreRef: {
      kind: setting('grafana.secrets.secretStoreKind'),
      name: setting('grafana.secrets.secretStore'),
    },
    target: { name: grafanaSecret, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    data: grafanaSecretKeys.map((key) => ({
      secretKey: key,
      remoteRef: { key: setting('grafana.secrets.secretKey'), property: key },
    })),
  },
}

export default defineComponent(name, [externalSecret])
