// The credentials of the sign-in in a secret store such as Vault or AWS Secrets Manager. external-secrets creates the Secret
// from it.
import { accessSecret, accessSecretKeys, defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { labelsOf } from '../labels.ts'
import { neverPruned } from '../never-pruned.ts'

const name = 'oauth2-proxy-external-secret'

export const externalSecret = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: {
    name: accessSecret,
    namespace: setting('namespace'),
    annotations: { ...neverPruned, ...inWave('claims') },
    labels: labelsOf(name, 'sign-in-credentials'),
  },
  spec: {
    // oauth2-proxy reads the client secret at each sign-in, and the key of the cookies at its start.
    refreshInterval: '1h0m0s',
    secretStoreRef: {
      kind: setting('access.secrets.secretStoreKind'),
      name: setting('access.secrets.secretStore'),
    },
    target: { name: accessSecret, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    data: accessSecretKeys.map((key) => ({
      secretKey: key,
      remoteRef: { key: setting('access.secrets.secretKey'), property: key },
    })),
  },
}

export default defineComponent(name, [externalSecret])
