import {
  type Access,
  type AccessField,
  accessSecret,
  accessSecretKeys,
  didYouMean,
  type MappingReader,
} from '@thanos-gitops/manifest'
import { readSecretSource } from '../alerting/secret-source.ts'

/** The values of the fields of `access.secrets`. */
interface AccessSecrets {
  readonly provider: Access['secrets']
  readonly values: Partial<Record<AccessField, string>>
}

/** Reads `access.secrets`, where the client secret of the issuer and the key of the cookies come from. */
export function readAccessSecrets(access: MappingReader<'secrets'>): AccessSecrets {
  const purpose = { secret: accessSecret, owner: 'the sign-in', entry: 'oauth2-proxy/production', key: 'client-secret' }
  const { provider, secret, store, sealed } = readSecretSource(access, purpose)
  const values: AccessSecrets['values'] = { 'secrets.secret': secret }
  if (store !== undefined) {
    values['secrets.secretStore'] = store.name
    values['secrets.secretStoreKind'] = store.kind
    values['secrets.secretKey'] = store.entry
  }
  if (sealed !== undefined) {
    reportSealedKeys(sealed, access)
    for (const key of accessSecretKeys) values[`secrets.sealed.${key}`] = sealed[key] ?? ''
  }
  return { provider, values }
}

/** The sealed Secret has exactly the keys that oauth2-proxy reads. */
function reportSealedKeys(sealed: Readonly<Record<string, string>>, access: MappingReader<'secrets'>): void {
  for (const key of accessSecretKeys)
    if (!Object.hasOwn(sealed, key))
      access.problem(
        ['secrets', 'sealed'],
        `There is no sealed value for the key ${key}.`,
        `Run: echo -n VALUE | kubeseal --raw --namespace NAMESPACE --name ${accessSecret}, and add the result: ${key}: AgB…`,
      )
  for (const key of Object.keys(sealed))
    if (!(accessSecretKeys as readonly string[]).includes(key))
      access.problem(
        ['secrets', 'sealed', key],
        `oauth2-proxy does not read the key ${key}.`,
        didYouMean(key, accessSecretKeys) ?? `Keys: ${accessSecretKeys.join(', ')}.`,
      )
}
