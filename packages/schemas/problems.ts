import { didYouMean, shownValue } from '@thanos-gitops/manifest'
import { patternDescriptions, patterns } from './patterns.ts'
import type { Schema, SchemaType } from './schema.ts'
import type { SchemaProblem } from './schema-problem.ts'

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

const quantityExample = 'a quantity such as 500m or 2Gi'

/** A value with its type, for a message; a long one is cut. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value !== 'string') return String(value)
  return `the string ${shownValue(value)}`
}

export function typeProblem({ type, format }: Schema, value: unknown): Problem {
  if (value === null) return { message: 'must not be null', remedy: 'Set a value, or remove the field.' }
  const types = [type ?? []].flat().filter((one) => one !== 'null')
  const expected = format === 'quantity' ? quantityExample : types.map((one) => nouns[one]).join(' or ')
  return {
    message: `must be ${expected}, found ${describe(value)}`,
    remedy: quotesRemedy(types, value) ?? `Write ${expected}.`,
  }
}

function quotesRemedy(types: readonly SchemaType[], value: unknown): string | undefined {
  if (typeof value === 'string') {
    const isUnquotedValid = types.includes('integer')
      ? /^-?\d+$/.test(value)
      : types.includes('boolean') && /^(true|false)$/.test(value)
    return isUnquotedValid ? 'Remove the quotes.' : undefined
  }
  return types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')
    ? 'Write the value in quotes.'
    : undefined
}

/** What is wrong with a string, a number or a boolean of the right type. */
export function scalarProblem(schema: Schema, value: unknown): Problem | undefined {
  if (schema.enum && !schema.enum.includes(value)) return enumProblem(schema.enum, value)
  if (typeof value === 'number') return numberProblem(schema, value)
  return typeof value === 'string' ? stringProblem(schema, value) : undefined
}

function enumProblem(values: readonly unknown[], value: unknown): Problem {
  const choices = values.map(String).filter((one) => one !== '')
  const suggestion = typeof value === 'string' ? didYouMean(value, choices) : undefined
  return {
    message: `must be ${choices.length > 1 ? 'one of ' : ''}${choices.join(', ')}, found ${describe(value)}`,
    remedy: suggestion ?? `Write ${choices.join(' or ')}.`,
  }
}

function numberProblem(schema: Schema, value: number): Problem | undefined {
  const problem = (bound: string): Problem => ({
    message: `must ${bound}, found ${value}`,
    remedy: `Write a number ${rangeText(schema)}.`,
  })
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  if (minimum !== undefined && value < minimum)
    return problem(minimum === 0 ? 'not be negative' : `be at least ${minimum}`)
  if (maximum !== undefined && value > maximum) return problem(`be at most ${maximum}`)
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return problem(`be greater than ${exclusiveMinimum}`)
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) return problem(`be less than ${exclusiveMaximum}`)
  return multipleOf !== undefined && value % multipleOf !== 0 ? problem(`be a multiple of ${multipleOf}`) : undefined
}

/** The numbers that a schema allows, to be read after "a number". */
function rangeText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: Schema): string {
  const bounds = [
    minimum === undefined ? '' : `from ${minimum}`,
    exclusiveMinimum === undefined ? '' : `greater than ${exclusiveMinimum}`,
    maximum === undefined ? '' : `up to ${maximum}`,
    exclusiveMaximum === undefined ? '' : `less than ${exclusiveMaximum}`,
    multipleOf === undefined ? '' : `that is a multiple of ${multipleOf}`,
  ]
  return bounds.filter((bound) => bound !== '').join(' ')
}

function stringProblem(schema: Schema, value: string): Problem | undefined {
  const { minLength, maxLength, pattern } = schema
  const isShort = minLength !== undefined && characters(value, minLength) < minLength
  if (isShort && minLength === 1) return { message: 'must not be empty', remedy: 'Write a value, or remove the field.' }
  if (isShort)
    return {
      message: `must have at least ${minLength} characters, found ${describe(value)}`,
      remedy: 'Write a longer value.',
    }
  if (pattern !== undefined && !regularExpression(pattern).test(value)) return patternProblem(schema, pattern, value)
  const isLong = maxLength !== undefined && value.length > maxLength && characters(value, maxLength) > maxLength
  return isLong
    ? {
        message: `must have at most ${maxLength} characters, found ${describe(value)}`,
        remedy: `Shorten it to ${maxLength} characters.`,
      }
    : undefined
}

/** Unicode characters, which JSON Schema counts; JavaScript counts some of them twice. */
const characters = (value: string, limit: number): number =>
  value.length > 2 * limit ? value.length : [...value].length

function patternProblem({ format }: Schema, pattern: string, value: string): Problem {
  switch (format) {
    case 'byte':
      // The value may be a secret.
      return { message: 'must be base64', remedy: 'Encode it: printf %s VALUE | base64' }
    case 'date-time':
      return {
        message: `must be a time, found ${describe(value)}`,
        remedy: 'Write a time such as 2006-01-02T15:04:05Z.',
      }
    case 'quantity':
      return quantityProblem(value)
    default: {
      const description = patternDescriptions[pattern]
      return {
        message: `must ${description?.requirement ?? `match ${pattern}`}, found ${describe(value)}`,
        remedy: description ? `Write for example ${description.example}.` : 'Write a value that matches the pattern.',
      }
    }
  }
}

const powersOf1000 = ['', 'k', 'M', 'G', 'T', 'P', 'E']
const unitOfBytes = /^(\d+(?:\.\d+)?)\s*([kmgtpe]?)(i?)b?$/i

/** The quantity for a size as other programs write it: `8GB`, `8 Gi`, `8GiB`, `8gi`. */
function intendedQuantity(value: string): string | undefined {
  const [, number, letter = '', binary = ''] = unitOfBytes.exec(value.trim()) ?? []
  const unit = powersOf1000.find((one) => one.toLowerCase() === letter.toLowerCase())
  if (number === undefined || unit === undefined) return undefined
  const ofPowersOf1024 = unit === '' ? number : `${number}${unit.toUpperCase()}i`
  return binary === '' && unit !== '' ? `${number}${unit}, or ${ofPowersOf1024} for powers of 1024` : ofPowersOf1024
}

function quantityProblem(value: string): Problem {
  if (!regularExpression(patterns.quantity).test(value))
    return {
      message: `is not a quantity: ${shownValue(value)}`,
      remedy: `Write ${intendedQuantity(value) ?? quantityExample}.`,
    }
  return value.startsWith('-')
    ? { message: `must not be negative, found ${value}`, remedy: 'Write 0 or more.' }
    : { message: `must be greater than zero, found ${value}`, remedy: 'Write more than 0.' }
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
    return { message: `must have at least ${count(minItems, 'element')}`, remedy: 'Add an element.' }
  if (maxItems !== undefined && value.length > maxItems)
    return { message: `must have at most ${count(maxItems, 'element')}`, remedy: 'Remove elements.' }
  const isRepeated = uniqueItems && new Set(value.map((element) => JSON.stringify(element))).size < value.length
  return isRepeated
    ? { message: 'must not have the same element twice', remedy: 'Remove one of the two equal elements.' }
    : undefined
}

export function objectProblem({ minProperties, maxProperties }: Schema, value: object): Problem | undefined {
  if (minProperties === undefined && maxProperties === undefined) return undefined
  const size = Object.keys(value).length
  if (size < (minProperties ?? 0))
    return { message: `must have at least ${count(minProperties!, 'field')}`, remedy: 'Add a field.' }
  return size > (maxProperties ?? Infinity)
    ? { message: `must have at most ${count(maxProperties!, 'field')}`, remedy: 'Remove fields.' }
    : undefined
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

export const missingField = (name: string): Problem => ({ message: `missing field ${name}`, remedy: `Add ${name}.` })

const mostListedFields = 40

export function unknownField(name: string, known: readonly string[]): Problem {
  const fields =
    known.length === 0 || known.length > mostListedFields
      ? 'Remove it, or check its spelling.'
      : `Known fields: ${known.join(', ')}.`
  return { message: `unknown field ${name}`, remedy: didYouMean(name, known) ?? fields }
}

/** `forms` are the alternatives. Most name the fields that they require. */
export function formsProblem(forms: readonly Schema[], wanted: 'any' | 'one' | 'not'): Problem {
  const fields = forms.map((form) => (form.required ?? []).join(' and ')).filter((name) => name !== '')
  const isNamed = fields.length === forms.length
  switch (wanted) {
    case 'any':
      return isNamed
        ? { message: `must have ${fields.join(' or ')}`, remedy: 'Add one of them.' }
        : { message: 'has none of the allowed forms', remedy: 'See the description of the CRD.' }
    case 'one':
      return isNamed
        ? { message: `must have only one of ${fields.join(', ')}`, remedy: 'Remove the others.' }
        : { message: 'has several forms of which only one is allowed', remedy: 'See the description of the CRD.' }
    case 'not':
      return isNamed
        ? { message: `must not have ${fields.join()}`, remedy: `Remove ${fields.join()}.` }
        : { message: 'has a form that is not allowed', remedy: 'See the description of the CRD.' }
  }
}
