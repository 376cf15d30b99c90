// The bucket: the options that set the fields of `objectStorage`, which the renderer declares.
import { didYouMean, type ObjectStorageField, objectStorageFields, objectStorages } from '@thanos-gitops/manifest'
import { objectStorageFormats, objectStorageProviders } from '@thanos-gitops/render/settings'
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

/** The option that sets a field: `--role-arn` for `roleArn`. */
export const optionOf = (field: ObjectStorageField): string =>
  field === 'secret' ? 'bucket-secret' : field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

export async function chooseObjectStorage(answering: Answering): Promise<ObjectStorage> {
  const provider = await answerTo(answering, {
    option: 'object-storage',
    question: `Who provides the bucket? (${providers.join(', ')}; environments/object-storage.md describes them)`,
    read: readProvider,
  })
  const declared = objectStorageProviders[provider]
  requireFieldsOf(provider, answering)
  const fields: Partial<Record<ObjectStorageField, string>> = {}
  for (const field of objectStorageFields) {
    const declaration = declared[field]
    if (declaration === undefined) continue
    const isRequired = declaration.default === undefined && declaration.isOptional !== true
    const option = optionOf(field)
    if (!isRequired && answering.options[option] === undefined) continue
    fields[field] = await answerTo(answering, {
      option,
      question: `${option}, such as ${objectStorageFormats[field].example}:`,
      read: (text) => {
        requireFormat(`--${option}`, text, objectStorageFormats[field])
        return text
      },
    })
  }
  return { provider, fields }
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
function requireFieldsOf(provider: Provider, { options, ask }: Answering): void {
  const declared = objectStorageProviders[provider]
  const foreign = objectStorageFields.find((field) => !declared[field] && options[optionOf(field)] !== undefined)
  if (foreign !== undefined)
    throw failure(
      'usage-error',
      `--object-storage ${provider} has no --${optionOf(foreign)}.`,
      `Leave it out. Options of ${provider}: ${(Object.keys(declared) as ObjectStorageField[]).map((field) => `--${optionOf(field)}`).join(', ')}.`,
    )
  const missing = (Object.entries(declared) as [ObjectStorageField, { default?: string; isOptional?: true }][])
    .filter(
      ([field, one]) => one.default === undefined && one.isOptional !== true && options[optionOf(field)] === undefined,
    )
    .map(([field]) => field)
  if (ask === undefined && missing.length > 0)
    throw failure(
      'usage-error',
      `--object-storage ${provider} needs ${missing.map((field) => `--${optionOf(field)}`).join(', ')}.`,
      `Add ${missing.map((field) => `--${optionOf(field)} ${objectStorageFormats[field].example}`).join(' ')}`,
    )
}
