import { describe, expect, it } from 'vitest'
import { check, type Schema, schemaOf } from './index.ts'

const statefulSet = { apiVersion: 'apps/v1', kind: 'StatefulSet' }
const schema = schemaOf('1.36', statefulSet)!
const messages = (part: Schema, value: unknown): string[] =>
  check(part, value).map(({ pointer, message }) => `${pointer} ${message}`.trim())

describe('check', () => {
  it.each<[name: string, schema: Schema, value: unknown, problems: string[]]>([
    ['a list where an object is due', { type: 'object' }, [], ['must be an object, found a list']],
    ['null', { type: 'string' }, null, ['must not be null']],
    ['null where it may be', { type: ['string', 'null'], enum: ['a', null] }, null, []],
    ['an integer written as 1.0', { type: 'integer' }, 1.0, []],
    ['infinity', { type: 'number' }, Infinity, ['must be a number, found the number Infinity']],
    ['what is too small', { minimum: 600 }, 10, ['must be at least 600, found 10']],
    ['a bound that is excluded', { exclusiveMinimum: 0 }, 0, ['must be greater than 0, found 0']],
    ['a part', { multipleOf: 5 }, 7, ['must be a multiple of 5, found 7']],
    ['too few elements', { minItems: 1 }, [], ['must have at least 1 element']],
    ['the same element twice', { uniqueItems: true }, [{ a: 1 }, { a: 1 }], ['must not have the same element twice']],
    ['too many fields', { maxProperties: 1 }, { a: 1, b: 2 }, ['must have at most 1 field']],
    ['characters, not code units', { maxLength: 2 }, '🐳🐳', []],
    ['a long string', { maxLength: 2 }, 'abc', ['must have at most 2 characters, found the string "abc"']],
    ['a pattern without case', { pattern: '^((?i)sun|mon)day$' }, 'SUNDAY', []],
    ['none of the alternatives', { anyOf: [{ required: ['a'] }, { required: ['b'] }] }, {}, ['must have a or b']],
    [
      'two alternatives of which one is allowed',
      { oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      { a: 1, b: 1 },
      ['must have only one of a, b'],
    ],
    ['what is forbidden', { not: { required: ['a'] } }, { a: 1 }, ['must not have a']],
    ['all parts', { allOf: [{ required: ['a'] }, { required: ['b'] }] }, {}, ['missing field a', 'missing field b']],
    [
      'a field name with a slash',
      { properties: {}, additionalProperties: false },
      { 'a/b': 1 },
      ['/a~1b unknown field a/b'],
    ],
    [
      'an inherited name',
      { properties: {}, additionalProperties: false },
      { constructor: 1 },
      ['/constructor unknown field constructor'],
    ],
  ])('reports the problems of %s', (_, part, value, problems) => expect(messages(part, value)).toEqual(problems))

  it.each(['0', '1', '-1.5', '500m', '.5', '5.', '2Gi', '+1Ki', '1e3', '1E-3', '1E', '12n', 0.5, 1e21])(
    'accepts %s as a quantity, as Kubernetes does',
    (value) => expect(messages(quantity, value)).toEqual([]),
  )

  it.each(['', '2 GB', '1gi', '1KB', '1Ri', '1e', 'e3', '1e1.5', '--1', '1,5', ' 1', '.'])(
    'refuses "%s" as a quantity',
    (value) => expect(messages(quantity, value)).toEqual([`is not a quantity: ${JSON.stringify(value)}`]),
  )

  it('suggests a field for an unknown one', () => {
    const problems = check(schema, { ...statefulSet, metadata: { name: 'x' }, specs: {} })
    expect(problems).toEqual([
      {
        pointer: '/specs',
        message: 'unknown field specs',
        remedy: 'Did you mean spec?',
      },
    ])
  })

  it('does not print a value that is not base64, because it can be a secret', () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, data: { key: 'hunter2!' } }
    expect(messages(schemaOf('1.36', secret)!, secret)).toEqual(['/data/key must be base64'])
  })
})

const quantity = schemaOf('1.36', { apiVersion: 'v1', kind: 'LimitRange' })!.properties!.spec!.properties!.limits!
  .items!.properties!.max!.additionalProperties as Schema
