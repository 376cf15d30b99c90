import { didYouMean, type MappingReader, type ReceiverSecretProvider } from '@thanos-gitops/manifest'
import { readSecretSource, type SecretPurpose } from '../alerting/secret-source.ts'

/** For whom a Secret is, and which keys it has. */
export interface KeyedSecret<Key extends string> extends Omit<SecretPurpose, 'key'> {
  readonly keys: readonly [Key, ...(readonly Key[])]
  /** The program that reads the keys. */
  readonly program: string
}

type SecretField<Key extends string> =
  | 'secrets.secret'
  | 'secrets.secretStore'
  | 'secrets.secretStoreKind'
  | 'secrets.secretKey'
  | `secrets.sealed.${Key}`

/** The provider of a Secret, and the values of the fields of `secrets`. */
interface SecretValues<Key extends string> {
  readonly provider: ReceiverSecretProvider
  readonly values: Readonly<Partial<Record<SecretField<Key>, string>>>
}

/** Reads `secrets`, where the values of a Secret with known keys come from. */
export function readSecretValues<const Key extends string>(
  parent: MappingReader<'secrets'>,
  expected: KeyedSecret<Key>,
): SecretValues<Key> {
  const { provider, secret, store, sealed } = readSecretSource(parent, { ...expected, key: expected.keys[0] })
  const values: Partial<Record<SecretField<string>, string>> = { 'secrets.secret': secret }
  if (store !== undefined) {
    values['secrets.secretStore'] = store.name
    values['secrets.secretStoreKind'] = store.kind
    values['secrets.secretKey'] = store.entry
  }
  if (sealed !== undefined) {
    reportSealedKeys(sealed, parent, expected)
    for (const key of expected.keys) values[`secrets.sealed.${key}`] = sealed[key] ?? ''
  }
  return { provider, values }
}

/** The sealed Secret has exactly the keys that the program reads. */
function reportSealedKeys(
  sealed: Readonly<Record<string, string>>,
  parent: MappingReader<'secrets'>,
  { keys, secret, program }: KeyedSecret<string>,
): void {
  for (const key of keys)
    if (!Object.hasOwn(sealed, key))
      parent.problem(
        ['secrets', 'sealed'],
        `There is no sealed value for the key ${key}.`,
        `Run: echo -n VALUE | kubeseal --raw --namespace NAMESPACE --name ${secret}, and add the result: ${key}: AgB…`,
      )
  for (const key of Object.keys(sealed))
    if (!keys.includes(key))
      parent.problem(
        ['secrets', 'sealed', key],
        `${program} does not read the key ${key}.`,
        didYouMean(key, keys) ?? `Keys: ${keys.join(', ')}.`,
      )
}
