import type { StringFormat } from '@thanos-gitops/manifest'

export type JsonSchema = Readonly<Record<string, unknown>>

/** A mapping with these fields and no others. */
export const closed = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...(required.length > 0 ? { required } : {}),
})

/** A string in the format that the renderer requires. */
export const stringSchema = (
  { pattern, description: expected, example }: StringFormat,
  description?: string,
): JsonSchema => ({
  type: 'string',
  pattern: pattern.source,
  patternErrorMessage: `The value must be ${expected}. Write for example ${example}.`,
  ...(description === undefined ? {} : { description }),
})
