import { durationPattern } from '../environment/load-retention.ts'
import type { JsonSchema } from './json-schema.ts'

/** A duration of Prometheus. */
export const durationSchema = (description?: string): JsonSchema => ({
  type: 'string',
  pattern: durationPattern.source,
  patternErrorMessage:
    'Write a duration: whole numbers with the units y (365 days), w, d, h, m or s, from the largest to the smallest, such as 30d.',
  ...(description === undefined ? {} : { description }),
})
