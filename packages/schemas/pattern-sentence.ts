import { patternDescriptions, patterns } from './patterns.ts'
import type { Schema } from './schema.ts'

const quantity =
  'Write a quantity, such as 500m, 2 or 20Gi. Ki, Mi, Gi and Ti are powers of 1024, k, M, G and T are powers of 1000; there is no b or B at the end.'

/** Of a pattern without a description. */
export const unknownPattern = 'The value does not have the form that the definition of this field requires.'

/** What a value must be that does not match the pattern of its schema, as sentences with an example. */
export function patternSentence({ pattern, format }: Schema): string {
  switch (format) {
    case 'byte':
      return 'The value must be base64: printf %s VALUE | base64'
    case 'date-time':
      return 'Write a time such as 2006-01-02T15:04:05Z.'
    case 'quantity':
      return quantityBounds[pattern ?? ''] === undefined ? quantity : `${quantity} ${quantityBounds[pattern ?? '']}`
    default: {
      const description = patternDescriptions[pattern ?? '']
      return description === undefined
        ? unknownPattern
        : `The value must ${description.requirement}. Write for example ${description.example}.`
    }
  }
}

const quantityBounds: Readonly<Record<string, string>> = {
  [patterns.nonNegativeQuantity]: 'It must not be negative.',
  [patterns.positiveQuantity]: 'It must be greater than zero.',
}
