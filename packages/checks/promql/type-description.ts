import type { ValueType } from './functions.ts'

const descriptions: Readonly<Record<ValueType, string>> = {
  scalar: 'a number',
  vector: 'an instant vector',
  matrix: 'a range vector',
  string: 'a string',
}

/** The type with its article, for messages: `an instant vector`. */
export const describeType = (type: ValueType): string => descriptions[type]
