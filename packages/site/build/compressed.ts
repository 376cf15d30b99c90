import { deflateRawSync } from 'node:zlib'
import { maskText } from '@thanos-gitops/manifest'

/** A value as the client's `DecompressionStream` reads it: JSON, compressed, in Base64. Credentials in strings are masked. */
export const compressed = (value: unknown): string =>
  deflateRawSync(JSON.stringify(value, maskedString), { level: 9 }).toString('base64')

const maskedString = (_key: string, value: unknown): unknown => (typeof value === 'string' ? maskText(value) : value)
