// The bucket: the options that set the fields of `objectStorage`, which the renderer declares.
import {
  type BucketType,
  bucketTypes,
  didYouMean,
  type ObjectStorageField,
  objectStorageFields,
  objectStorages,
} from '@thanos-gitops/manifest'
import { formatsOfType, isRequired, objectStorageFormats, objectStorageProviders } from '@thanos-gitops/render/settings'
import { failure } from '../failure.ts'
import { requireFormat } from '../script-options.ts'
import { type Answering, answerTo } from './answers.ts'

/** SeaweedFS keeps the blocks in one pod of the cluster, which is for laptops: they have a template of their own. */
export const providers = objectStorages.filter((provider) => provider !== 'seaweedfs')
type Provider = (typeof providers)[number]

export interface ObjectStorage {
  readonly provider: Provider
  readonly fields: Readonly<Partial<Record<ObjectStorageField, string>>>
}

const renamed: Readonly<Partial<Record<ObjectStorageField, string>>> = { type: 'bucket-type', secret: 'bucket-secret' }

/** The option that sets a field: `--role-arn` for `roleArn`. */
export const optionOf = (field: ObjectStorageField): string =>
  renamed[field] ?? field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** A person adds these to environment.yaml: they are for servers that few have. */
const withoutOption: readonly ObjectStorageField[] = [
  'bucketLookup',
  'insecure',
  'ca',
  'sse',
  'kmsKeyId',
  'sealedEncryptionKey',
]

const optionFields = objectStorageFields.filter((field) => !withoutOption.includes(field))

export async function chooseObjectStorage(answering: Answering): Promise<ObjectStorage> {
  const provider = await answerTo(answering, {
    option: 'object-storage',
    question: `Who provides the bucket? (${providers.join(', ')}; environments/object-storage.md describes them)`,
    read: readProvider,
  })
  const type = bucketType(answering)
  const declared = objectStorageProviders[provider][type] ?? {}
  const formats = formatsOfType(objectStorageFormats, type)
  requireFieldsOf(provider, type, answering)
  const fields: Partial<Record<ObjectStorageField, string>> = {}
  for (const field of optionFields) {
    const declaration = declared[field]
    if (declaration === undefined) continue
    const option = optionOf(field)
    if (!isAsked(provider, type, field, answering) && answering.options[option] === undefined) continue
    fields[field] = await answerTo(answering, {
      option,
      question: `${option}, such as ${formats[field].example}:`,
      read: (text) => {
        requireFormat(`--${option}`, text, formats[field])
        return text
      },
    })
  }
  return { provider, fields }
}

/** S3 without the option, whose choices the command line has checked. */
const bucketType = ({ options }: Answering): BucketType =>
  bucketTypes.find((type) => type === options['bucket-type']) ?? 's3'

/** Whether an environment needs a field. A role of AWS comes from an annotation, unless an identity is chosen. */
function isAsked(provider: Provider, type: BucketType, field: ObjectStorageField, { options }: Answering): boolean {
  const declaration = objectStorageProviders[provider][type]?.[field]
  if (declaration === undefined) return false
  const isRole = provider === 'workload-identity' && field === 'roleArn'
  return isRequired(declaration) || (isRole && options.identity !== 'eks-pod-identity')
}

function readProvider(text: string): Provider {
  const provider = providers.find((one) => one === text)
  if (provider !== undefined) return provider
  throw failure(
    'usage-error',
    `--object-storage: There is no provider ${text}.`,
    didYouMean(text, providers) ?? `Providers: ${providers.join(', ')}.`,
  )
}

/** All missing options at once, and the options that the provider does not have. */
function requireFieldsOf(provider: Provider, type: BucketType, answering: Answering): void {
  const { options, ask } = answering
  const declared = objectStorageProviders[provider][type] ?? {}
  const title = `--object-storage ${provider}${type === 's3' ? '' : ` --bucket-type ${type}`}`
  const known = optionFields.filter((field) => declared[field] !== undefined)
  const foreign = optionFields.find((field) => !declared[field] && options[optionOf(field)] !== undefined)
  if (foreign !== undefined)
    throw failure(
      'usage-error',
      `${title} has no --${optionOf(foreign)}.`,
      `Leave it out. Options of ${provider}: ${known.map((field) => `--${optionOf(field)}`).join(', ')}.`,
    )
  const missing = known.filter(
    (field) => isAsked(provider, type, field, answering) && options[optionOf(field)] === undefined,
  )
  if (ask === undefined && missing.length > 0)
    throw failure(
      'usage-error',
      `${title} needs ${missing.map((field) => `--${optionOf(field)}`).join(', ')}.`,
      `Add ${missing.map((field) => `--${optionOf(field)} ${formatsOfType(objectStorageFormats, type)[field].example}`).join(' ')}`,
    )
}
