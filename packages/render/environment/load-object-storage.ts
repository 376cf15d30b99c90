import {
  type Environment,
  isObject,
  nearest,
  type ObjectStorageField,
  objectStorageFields,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { didYouMean, type Report } from '../problems.ts'

type Provider = Environment['objectStorage']
type Shape = readonly [pattern: RegExp, description: string]

/** What a kind of object storage is told: a field with a default, or without one where it must be given. */
type Fields = Readonly<Partial<Record<ObjectStorageField, { readonly default?: string }>>>

const given = {}
const bucket = { bucket: given, endpoint: given, region: { default: '' } }

const fieldsOf: Readonly<Record<Provider, Fields>> = {
  rook: {},
  seaweedfs: {},
  'existing-secret': { ...bucket, secret: { default: 'thanos-bucket' } },
  'external-secret': {
    ...bucket,
    secretStore: given,
    secretStoreKind: { default: 'ClusterSecretStore' },
    secretKey: given,
  },
  'sealed-secret': { ...bucket, sealedAccessKeyId: given, sealedSecretAccessKey: given },
  // The endpoint follows from the region: see below.
  'workload-identity': { ...bucket, endpoint: { default: '' }, region: given, roleArn: given },
}

const dnsName = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'
const objectName: Shape = [new RegExp(`^${dnsName}$`), 'the name of a Kubernetes object']
// RSA of 4096 bits alone gives 512 bytes before the value itself; an access key has 20 to 40 characters.
const sealed: Shape = [/^[A-Za-z0-9+/\n]{300,}={0,2}$/, 'what `kubeseal --raw` printed']

const shapes: Readonly<Record<ObjectStorageField, Shape>> = {
  bucket: [/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a bucket name: 3 to 63 lower-case letters, digits, . and -'],
  endpoint: [new RegExp(`^${dnsName}(:\\d{1,5})?$`), 'a host, with :port where it is not 443, and without https://'],
  region: [/^[\w-]+$/, 'a region such as eu-central-1'],
  secret: objectName,
  secretStore: objectName,
  secretStoreKind: [/^(Cluster)?SecretStore$/, 'ClusterSecretStore or SecretStore'],
  secretKey: [/^\S+$/, 'the name of the entry in the secret store, without spaces'],
  sealedAccessKeyId: sealed,
  sealedSecretAccessKey: sealed,
  roleArn: [/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, 'the ARN of a role: arn:aws:iam::123456789012:role/thanos'],
}

/** Values that are refused and must not be printed: they may be credentials that somebody pasted in the wrong place. */
const secretFields: readonly string[] = ['sealedAccessKeyId', 'sealedSecretAccessKey']

export interface ObjectStorage {
  readonly objectStorage: Provider
  readonly objectStorageSettings: Environment['objectStorageSettings']
}

/**
 * Reads `objectStorage`: the name of a provider, or a mapping of `provider` and what this provider takes. Undefined where it is
 * wrong, all of which is reported.
 */
export function loadObjectStorage(
  source: YamlFile,
  value: unknown,
  providers: readonly Provider[],
  report: Report,
): ObjectStorage | undefined {
  let sound = true
  const at = (...path: string[]): readonly string[] => ['objectStorage', ...path]
  const wrong = (path: readonly string[], message: string, remedy?: string): void => {
    sound = false
    report('environment-invalid', source.place(path), message, remedy)
  }

  const mapping = isObject(value) ? value : { provider: value }
  const providerAt = isObject(value) && value.provider !== undefined ? at('provider') : at()
  const provider = providers.find((known) => known === mapping.provider)
  if (provider === undefined) {
    const said =
      mapping.provider === undefined
        ? 'provider is missing'
        : `${providerAt.at(-1)} must be one of ${providers.join(', ')}, as text, not ${JSON.stringify(mapping.provider)}`
    wrong(
      providerAt,
      `${said}.`,
      didYouMean(nearest(String(mapping.provider), providers)) ?? `Providers: ${providers.join(', ')}.`,
    )
    return undefined
  }

  const fields = fieldsOf[provider]
  const known = ['provider', ...Object.keys(fields)]
  for (const key of Object.keys(mapping).filter((key) => !known.includes(key))) {
    const elsewhere = (objectStorageFields as readonly string[]).includes(key)
    const remedy =
      didYouMean(nearest(key, known)) ??
      (known.length > 1 ? `It takes: ${known.slice(1).join(', ')}.` : 'It takes nothing: remove the line.')
    sound = false
    report(
      'environment-unknown-key',
      source.keyPlace(at(key)),
      elsewhere ? `${provider} takes no ${key}.` : `${key} is not a key here.`,
      remedy,
    )
  }

  const settings: Partial<Record<ObjectStorageField, string>> = {}
  for (const field of Object.keys(fields) as ObjectStorageField[]) {
    const value = mapping[field]
    const [pattern, description] = shapes[field]
    if (value === undefined) {
      const { default: otherwise } = fields[field]!
      if (otherwise === undefined) wrong(at(), `${provider} needs ${field}.`, `Add ${field}: ${description}.`)
      else settings[field] = otherwise
    } else if (typeof value === 'string' && pattern.test(value)) settings[field] = value.replaceAll('\n', '')
    else
      wrong(
        at(field),
        `${field} must be ${description}${secretFields.includes(field) ? '' : `, not ${JSON.stringify(value)}`}.`,
        remedyFor(field, value),
      )
  }
  if (provider === 'workload-identity') settings.endpoint ||= `s3.${settings.region}.amazonaws.com`
  return sound ? { objectStorage: provider, objectStorageSettings: settings } : undefined
}

function remedyFor(field: ObjectStorageField, value: unknown): string | undefined {
  if (secretFields.includes(field))
    return 'If it is a credential and was committed, make a new one now. Then: echo -n VALUE | kubeseal --raw --namespace NAMESPACE --name thanos-bucket'
  if (field === 'endpoint' && String(value).startsWith('http://'))
    return 'Give host and port, and add `insecure: true` by a patch: add /data/objstore.yaml/config/insecure to ConfigMap/thanos-objstore.'
  if (typeof value === 'number' || typeof value === 'boolean')
    return `If it is meant so, write it in quotes: "${value}".`
  return undefined
}
