import { nearest } from '@thanos-gitops/manifest'
import type { SchemaProblem } from './check.ts'
import { patterns, patternWords } from './patterns.ts'
import type { Schema, SchemaType } from './schema.ts'

type Problem = Omit<SchemaProblem, 'pointer'>

const nouns: Readonly<Record<SchemaType, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'an integer',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'a string',
}

/** How a person calls a value; a long one is cut. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value !== 'string') return String(value)
  return `the string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)}`
}

export function typeProblem({ type, format }: Schema, value: unknown): Problem {
  if (value === null) return { message: 'must not be null; give it a value or leave it out' }
  const types = [type ?? []].flat().filter((one) => one !== 'null')
  const expected =
    format === 'quantity' ? 'a quantity such as 500m or 2Gi' : types.map((one) => nouns[one]).join(' or ')
  return { message: `must be ${expected}, found ${describe(value)}${quotesHint(types, value)}` }
}

function quotesHint(types: readonly SchemaType[], value: unknown): string {
  if (typeof value === 'string') {
    const isMeant = types.includes('integer')
      ? /^-?\d+$/.test(value)
      : types.includes('boolean') && /^(true|false)$/.test(value)
    return isMeant ? '; remove the quotes' : ''
  }
  return types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')
    ? '; put quotes round it'
    : ''
}

/** What is wrong with a string, a number or a boolean of the right type. */
export function scalarProblem(schema: Schema, value: unknown): Problem | undefined {
  if (schema.enum && !schema.enum.includes(value)) return enumProblem(schema.enum, value)
  if (typeof value === 'number') return numberProblem(schema, value)
  return typeof value === 'string' ? stringProblem(schema, value) : undefined
}

function enumProblem(values: readonly unknown[], value: unknown): Problem {
  const legal = values.map(String).filter((one) => one !== '')
  const meant = typeof value === 'string' ? nearest(value, legal) : undefined
  const hint = meant === undefined || legal.length === 1 ? '' : `; did you mean ${meant}?`
  return {
    message: `must be ${legal.length > 1 ? 'one of ' : ''}${legal.join(', ')}, found ${describe(value)}${hint}`,
    legal,
  }
}

function numberProblem(schema: Schema, value: number): Problem | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const isBelow = minimum !== undefined && value < minimum
  const isAbove = maximum !== undefined && value > maximum
  const found = `found ${value}`
  if (isBelow && minimum === 0) return { message: `must not be negative, ${found}` }
  if (isBelow) return { message: `must be at least ${minimum}, ${found}` }
  if (isAbove) return { message: `must be at most ${maximum}, ${found}` }
  const isAtMinimum = exclusiveMinimum !== undefined && value <= exclusiveMinimum
  const isAtMaximum = exclusiveMaximum !== undefined && value >= exclusiveMaximum
  if (isAtMinimum) return { message: `must be greater than ${exclusiveMinimum}, ${found}` }
  if (isAtMaximum) return { message: `must be less than ${exclusiveMaximum}, ${found}` }
  return multipleOf !== undefined && value % multipleOf !== 0
    ? { message: `must be a multiple of ${multipleOf}, ${found}` }
    : undefined
}

function stringProblem(schema: Schema, value: string): Problem | undefined {
  const { minLength, maxLength, pattern } = schema
  const isShort = minLength !== undefined && characters(value, minLength) < minLength
  if (isShort && minLength === 1) return { message: 'must not be empty' }
  if (isShort) return { message: `must have at least ${minLength} characters, found ${describe(value)}` }
  if (pattern !== undefined && !regularExpression(pattern).test(value))
    return { message: patternMessage(schema, pattern, value) }
  const isLong = maxLength !== undefined && value.length > maxLength && characters(value, maxLength) > maxLength
  return isLong ? { message: `must have at most ${maxLength} characters, found ${describe(value)}` } : undefined
}

/** Unicode characters, which JSON Schema counts; JavaScript counts some of them twice. */
const characters = (value: string, limit: number): number =>
  value.length > 2 * limit ? value.length : [...value].length

function patternMessage({ format }: Schema, pattern: string, value: string): string {
  if (format === 'byte') return 'must be base64' // The value may be a secret.
  if (format === 'date-time') return `must be a time such as 2006-01-02T15:04:05Z, found ${describe(value)}`
  if (format === 'quantity') {
    if (!regularExpression(patterns.quantity).test(value))
      return `is not a quantity such as 500m or 2Gi: ${JSON.stringify(value)}`
    return value.startsWith('-') ? `must not be negative, found ${value}` : `must be greater than zero, found ${value}`
  }
  return `must ${patternWords[pattern] ?? `match ${pattern}`}, found ${describe(value)}`
}

const expressions = new Map<string, RegExp>()

/** Patterns are written for Go. Where JavaScript differs, in `(?i)` in the midst, it ignores the case everywhere. */
export function regularExpression(pattern: string): RegExp {
  let expression = expressions.get(pattern)
  if (!expression) {
    expression = new RegExp(pattern.replaceAll('(?i)', ''), pattern.includes('(?i)') ? 'i' : '')
    expressions.set(pattern, expression)
  }
  return expression
}

export function listProblem(
  { minItems, maxItems, uniqueItems }: Schema,
  value: readonly unknown[],
): Problem | undefined {
  if (minItems !== undefined && value.length < minItems)
    return { message: `must have at least ${count(minItems, 'element')}` }
  if (maxItems !== undefined && value.length > maxItems)
    return { message: `must have at most ${count(maxItems, 'element')}` }
  const isRepeated = uniqueItems && new Set(value.map((element) => JSON.stringify(element))).size < value.length
  return isRepeated ? { message: 'must not have the same element twice' } : undefined
}

export function objectProblem({ minProperties, maxProperties }: Schema, value: object): Problem | undefined {
  if (minProperties === undefined && maxProperties === undefined) return undefined
  const size = Object.keys(value).length
  if (size < (minProperties ?? 0)) return { message: `must have at least ${count(minProperties!, 'field')}` }
  return size > (maxProperties ?? Infinity)
    ? { message: `must have at most ${count(maxProperties!, 'field')}` }
    : undefined
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

export const missingField = (name: string): Problem => ({ message: `missing field ${name}`, legal: [name] })

export function unknownField(name: string, legal: readonly string[]): Problem {
  const meant = nearest(name, legal)
  return { message: `unknown field ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`, legal }
}

/** `forms` are the alternatives; mostly each names the fields that it requires. */
export function formsProblem(forms: readonly Schema[], wanted: 'any' | 'one' | 'not'): Problem {
  const fields = forms.map((form) => (form.required ?? []).join(' and ')).filter((name) => name !== '')
  const isNamed = fields.length === forms.length
  switch (wanted) {
    case 'any':
      return { message: isNamed ? `must have ${fields.join(' or ')}` : 'has none of the forms that are allowed here' }
    case 'one':
      return {
        message: isNamed
          ? `must have only one of ${fields.join(', ')}`
          : 'has several forms of which only one is allowed',
      }
    case 'not':
      return { message: isNamed ? `must not have ${fields.join()}` : 'has a form that is not allowed here' }
  }
}
