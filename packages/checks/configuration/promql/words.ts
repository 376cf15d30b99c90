import type { ValueType } from './functions.ts'

const names: Readonly<Record<ValueType, string>> = {
  scalar: 'a number',
  vector: 'an instant vector',
  matrix: 'a range vector',
  string: 'a string',
}

/** `an instant vector`, as messages name a type. */
export const withArticle = (type: ValueType): string => names[type]
