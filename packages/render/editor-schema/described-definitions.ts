import { definitionOfKind, fieldDescriptions, patternSentence, type Schema } from '@thanos-gitops/schemas'
import type { EditorSchema } from './editor-schema.ts'
import { fieldType, hasResourceNames, resourceNames } from './field-type.ts'
import { withoutGeneratorKeywords } from './generator-keywords.ts'
import type { SchemaSource } from './schema-source.ts'

/**
 * The definitions that some kinds refer to, and the kinds themselves: with the type, the unit and the description of each field, and with
 * sentences for values that a pattern refuses. A kind has the name `apps/v1/StatefulSet` with dots.
 */
export function describedDefinitions(
  version: string,
  kinds: ReadonlyMap<string, Schema>,
  source: SchemaSource,
): Readonly<Record<string, EditorSchema>> {
  const texts = fieldDescriptions(version)
  const described = (schema: Schema, name: string): Schema =>
    withFields(schema, texts.get(name === 'NamedObjectMeta' ? 'meta.v1.ObjectMeta' : name), source)
  const definitions = Object.entries(source.definitions(kinds.values())).map(
    ([name, schema]) => [name, described(schema, name)] as const,
  )
  const named = [...kinds].map(
    ([name, schema]) => [kindDefinition(name), described(schema, definitionOfKind(name))] as const,
  )
  return withSentences(withoutGeneratorKeywords(Object.fromEntries([...definitions, ...named]))) as Readonly<
    Record<string, EditorSchema>
  >
}

/** The name of the definition of a kind: `apps.v1.StatefulSet`. A JSON Pointer to it has no escapes. */
export const kindDefinition = (kind: string): string => kind.replaceAll('/', '.')

/**
 * The schema with descriptions of its fields, at every depth below fields that are not definitions.
 *
 * @param ofResources the description of a field whose keys are the names of resources
 */
function withFields(
  schema: Schema,
  texts: ReadonlyMap<string, string> | undefined,
  source: SchemaSource,
  ofResources?: string,
): Schema {
  const { properties, items, additionalProperties } = schema
  const nested = (child: Schema, text?: string): Schema => withFields(child, undefined, source, text)
  const field = (name: string, child: Schema): EditorSchema => ({
    ...nested(child, texts?.get(name)),
    description: withText(fieldType(source.resolved(child), name), texts?.get(name) ?? ofResources),
  })
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, field(name, child)])),
    }),
    ...(items && { items: nested(items) }),
    ...(additionalProperties instanceof Object && { additionalProperties: nested(additionalProperties) }),
    // Editors offer the names of resources, and describe each.
    ...(hasResourceNames(schema, source) && {
      properties: Object.fromEntries(resourceNames.map((name) => [name, field(name, additionalProperties as Schema)])),
    }),
  } as Schema
}

const withText = (type: string, text: string | undefined): string =>
  text === undefined ? type : `${type}\n${firstSentences(text)}`

/** In characters. Some texts have a page. */
const longestText = 400

/** The sentences that fit; the first one always. */
function firstSentences(text: string): string {
  if (text.length <= longestText) return text
  const end = text.lastIndexOf('. ', longestText)
  return end < 0 ? text.slice(0, text.indexOf('. ') + 1 || text.length) : text.slice(0, end + 1)
}

/** Each pattern with what the value must be, at every depth. */
function withSentences(schemas: unknown): unknown {
  if (Array.isArray(schemas)) return schemas.map(withSentences)
  if (typeof schemas !== 'object' || schemas === null) return schemas
  const own = schemas as Schema
  const parts = Object.fromEntries(Object.entries(schemas).map(([key, part]) => [key, withSentences(part)]))
  return typeof own.pattern === 'string' ? { ...parts, patternErrorMessage: patternSentence(own) } : parts
}
