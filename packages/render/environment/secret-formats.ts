// The fields of settings that name a Secret or what creates it.
import { dnsName, type StringFormat } from '@thanos-gitops/manifest'

export const objectName: StringFormat = {
  ...dnsName,
  description: 'the name of a Kubernetes object',
  example: 'thanos-bucket',
}

export const secretStore: StringFormat = { ...objectName, example: 'vault' }

export const secretStoreKind: StringFormat = {
  pattern: /^(Cluster)?SecretStore$/,
  description: 'ClusterSecretStore or SecretStore',
  example: 'ClusterSecretStore',
}

export const secretEntry: StringFormat = {
  pattern: /^\S+$/,
  description: 'the name of an entry in the secret store, without spaces',
  example: 'thanos/production',
}

/** What `kubeseal --raw` prints for an entry of a Secret. */
export const sealedFor = (secret: string): StringFormat => ({
  // RSA of 4096 bits alone gives 512 bytes before the value itself; an access key has 20 to 40 characters.
  pattern: /^[A-Za-z0-9+/\n]{300,}={0,2}$/,
  description: 'the output of `kubeseal --raw`',
  example: '"AgB…"',
  isSecret: true,
  remedy: () =>
    `If the value is a credential and was committed, replace the credential now. Then run: echo -n VALUE | kubeseal --raw --namespace NAMESPACE --name ${secret}`,
})
