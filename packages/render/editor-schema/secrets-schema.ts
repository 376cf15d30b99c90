import { receiverSecretProviders } from '@thanos-gitops/manifest'
import { objectName, secretEntry, secretStore, secretStoreKind } from '../environment/secret-formats.ts'
import { closed, type JsonSchema, stringSchema } from './json-schema.ts'

/** `secrets`: a provider without fields, or a mapping with the fields of its provider. */
export const secretsSchema = (description: string): JsonSchema => ({
  description,
  anyOf: [
    { enum: receiverSecretProviders.filter((provider) => provider === 'existing-secret') },
    closed({ provider: { const: 'existing-secret' }, secret: stringSchema(objectName) }, ['provider']),
    closed(
      {
        provider: { const: 'external-secret' },
        secretStore: stringSchema(secretStore),
        secretStoreKind: stringSchema(secretStoreKind),
        secretKey: stringSchema(secretEntry),
      },
      ['provider', 'secretStore', 'secretKey'],
    ),
    closed(
      {
        provider: { const: 'sealed-secret' },
        sealed: { type: 'object', additionalProperties: { type: 'string', minLength: 300 } },
      },
      ['provider', 'sealed'],
    ),
  ],
})
