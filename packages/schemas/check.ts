import { escapeStep } from '@thanos-gitops/manifest'
import {
  formsProblem,
  listProblem,
  missingField,
  objectProblem,
  scalarProblem,
  typeProblem,
  unknownField,
} from './problems.ts'
import type { Schema, SchemaType } from './schema.ts'
import type { SchemaProblem } from './schema-problem.ts'

/** All problems of a value. `pointer` is the JSON Pointer of the value. */
export function check(schema: Schema, value: unknown, pointer = ''): SchemaProblem[] {
  const problems: SchemaProblem[] = []
  visit(schema, value, pointer, problems)
  return problems
}

function visit(schema: Schema, value: unknown, pointer: string, problems: SchemaProblem[]): void {
  if (schema.type && !hasType(schema.type, value)) {
    problems.push({ pointer, ...typeProblem(schema, value) })
    return
  }
  const problem = scalarProblem(schema, value)
  if (problem) problems.push({ pointer, ...problem })
  if (Array.isArray(value)) visitList(schema, value, pointer, problems)
  else if (typeof value === 'object' && value !== null) visitObject(schema, value as ObjectFields, pointer, problems)
  if (schema.anyOf || schema.oneOf || schema.allOf || schema.not) visitForms(schema, value, pointer, problems)
}

type ObjectFields = Readonly<Record<string, unknown>>

function visitList(schema: Schema, value: readonly unknown[], pointer: string, problems: SchemaProblem[]): void {
  const problem = listProblem(schema, value)
  if (problem) problems.push({ pointer, ...problem })
  const { items } = schema
  if (items) for (const [index, element] of value.entries()) visit(items, element, `${pointer}/${index}`, problems)
}

function visitObject(schema: Schema, value: ObjectFields, pointer: string, problems: SchemaProblem[]): void {
  const problem = objectProblem(schema, value)
  if (problem) problems.push({ pointer, ...problem })
  for (const name of schema.required ?? [])
    if (!Object.hasOwn(value, name)) problems.push({ pointer, ...missingField(name) })
  for (const name of Object.keys(value)) visitField(schema, name, value[name], pointer, problems)
}

function visitField(schema: Schema, name: string, value: unknown, parent: string, problems: SchemaProblem[]): void {
  const { properties, additionalProperties } = schema
  const pointer = `${parent}/${escapeStep(name)}`
  const property = properties && Object.hasOwn(properties, name) ? properties[name] : undefined
  if (property) visit(property, value, pointer, problems)
  else if (additionalProperties === false)
    problems.push({ pointer, ...unknownField(name, Object.keys(properties ?? {})) })
  else if (additionalProperties instanceof Object) visit(additionalProperties, value, pointer, problems)
}

/** Only CRDs have these. They declare which fields can be set together. */
function visitForms(schema: Schema, value: unknown, pointer: string, problems: SchemaProblem[]): void {
  const fits = (part: Schema): boolean => check(part, value, pointer).length === 0
  for (const part of schema.allOf ?? []) visit(part, value, pointer, problems)
  if (schema.anyOf && !schema.anyOf.some(fits)) problems.push({ pointer, ...formsProblem(schema.anyOf, 'any') })
  if (schema.oneOf) {
    const count = schema.oneOf.filter(fits).length
    if (count !== 1) problems.push({ pointer, ...formsProblem(schema.oneOf, count === 0 ? 'any' : 'one') })
  }
  if (schema.not && fits(schema.not)) problems.push({ pointer, ...formsProblem([schema.not], 'not') })
}

function hasType(type: SchemaType | readonly SchemaType[], value: unknown): boolean {
  return typeof type === 'string' ? isType(type, value) : type.some((one) => isType(one, value))
}

function isType(type: SchemaType, value: unknown): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'number':
      return Number.isFinite(value)
    case 'null':
      return value === null
    default:
      return typeof value === type
  }
}
