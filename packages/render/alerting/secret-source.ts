import {
  didYouMean,
  isObject,
  MappingReader,
  type ReceiverSecretProvider,
  receiverSecret,
  receiverSecretProviders,
  shownValue,
} from '@thanos-gitops/manifest'
import { objectName, sealedFor, secretEntry, secretStore, secretStoreKind } from '../environment/secret-formats.ts'

/** Where the Secret of receivers comes from. */
export interface SecretSource {
  readonly provider: ReceiverSecretProvider
  /** The name of the Secret. */
  readonly secret: string
  /** Of external-secret: the store, and the entry that has the keys as properties. */
  readonly store?: { readonly name: string; readonly kind: string; readonly entry: string }
  /** Of sealed-secret: what `kubeseal` printed for each key. */
  readonly sealed?: Readonly<Record<string, string>>
}

const fieldsOf = {
  'existing-secret': ['secret'],
  'external-secret': ['secretStore', 'secretStoreKind', 'secretKey'],
  'sealed-secret': ['sealed'],
} as const satisfies Readonly<Record<ReceiverSecretProvider, readonly string[]>>

type Field = (typeof fieldsOf)[ReceiverSecretProvider][number]
type SourceReader = MappingReader<Field | 'provider'>

const allFields: readonly Field[] = Object.values(fieldsOf).flat()

/** For whom a Secret is, in messages and examples. */
export interface SecretPurpose {
  /** The name of the Secret, unless an existing one has another name. */
  readonly secret: string
  /** Completes "the secrets of". */
  readonly owner: string
  /** An entry of the secret store. */
  readonly entry: string
  /** A key of the Secret. */
  readonly key: string
}

const receivers: SecretPurpose = {
  secret: receiverSecret,
  owner: 'receivers',
  entry: 'alertmanager/production',
  key: 'slack-url',
}

/** Reads `secrets`: a provider, or a mapping of `provider` and its fields. Default: an existing Secret. */
export function readSecretSource(parent: MappingReader<'secrets'>, purpose = receivers): SecretSource {
  const value = parent.value('secrets') ?? 'existing-secret'
  const context = { ...parent.context, path: [...parent.context.path, 'secrets'] }
  const fields: SourceReader = new MappingReader(context, isObject(value) ? value : { provider: value }, () =>
    parent.invalidate(),
  )
  const { secret } = purpose
  const provider = readProvider(fields, purpose)
  reportUnknownFields(fields, provider)
  if (provider === 'external-secret') return { provider, secret, store: readStore(fields, purpose) }
  if (provider === 'sealed-secret') return { provider, secret, sealed: readSealed(fields, purpose) }
  return { provider, secret: fields.string('secret', { ...objectName, example: secret }) ?? secret }
}

function readProvider(fields: SourceReader, { owner }: SecretPurpose): ReceiverSecretProvider {
  const value = fields.value('provider')
  const provider = receiverSecretProviders.find((known) => known === value)
  if (provider !== undefined) return provider
  const known = `Providers: ${receiverSecretProviders.join(', ')}.`
  if (value === undefined) fields.problem([], 'provider is missing.', known)
  else
    fields.problem(
      ['provider'],
      `There is no provider ${shownValue(value)} of the secrets of ${owner}.`,
      didYouMean(String(value), receiverSecretProviders) ?? known,
    )
  return 'existing-secret'
}

function reportUnknownFields(fields: SourceReader, provider: ReceiverSecretProvider): void {
  const known: readonly (Field | 'provider')[] = ['provider', ...fieldsOf[provider]]
  for (const field of allFields)
    if (fields.has(field) && !known.includes(field))
      fields.keyProblem(
        field,
        `${provider} has no field ${field}.`,
        didYouMean(field, known) ?? `Its fields: ${known.slice(1).join(', ')}.`,
      )
  fields.reportUnknownKeys([...known, ...allFields])
}

function readStore(fields: SourceReader, { entry }: SecretPurpose): NonNullable<SecretSource['store']> {
  return {
    name: fields.requiredString('secretStore', secretStore),
    kind: fields.string('secretStoreKind', secretStoreKind) ?? 'ClusterSecretStore',
    entry: fields.requiredString('secretKey', { ...secretEntry, example: entry }),
  }
}

function readSealed(
  fields: SourceReader,
  { secret, key: exampleKey }: SecretPurpose,
): Readonly<Record<string, string>> {
  const value = fields.value('sealed')
  if (value === undefined) fields.missing('sealed', `sealed: {${exampleKey}: AgB…}`)
  if (!isObject(value)) {
    if (value !== undefined)
      fields.problem(
        ['sealed'],
        'sealed must be a mapping.',
        `Write one line for each key of the Secret: ${exampleKey}: AgB…`,
      )
    return {}
  }
  const context = { ...fields.context, path: [...fields.context.path, 'sealed'] }
  const reader = new MappingReader<string>(context, value, () => fields.invalidate())
  const format = sealedFor(secret)
  return Object.fromEntries(
    Object.keys(value).map((key) => [key, (reader.string(key, format) ?? '').replaceAll('\n', '')]),
  )
}
