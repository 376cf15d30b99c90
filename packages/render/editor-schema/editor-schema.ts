/** JSON Schema of draft 7 with the keywords of the JSON and YAML language servers. */
export type EditorSchema = { readonly [key: string]: unknown }

export const ref = (name: string): EditorSchema => ({ $ref: `#/definitions/${name}` })

/** Matches operations with one of these names. */
export const opIs = (...names: readonly string[]): EditorSchema => ({
  required: ['op'],
  properties: { op: { enum: names } },
})

/** Matches operations whose path matches a pattern. */
export const pathIs = (pattern: string): EditorSchema => ({ required: ['path'], properties: { path: { pattern } } })

export const anyOfPatterns = (patterns: readonly string[]): EditorSchema => ({
  pattern: patterns.length === 1 ? patterns[0] : patterns.map((pattern) => `(?:${pattern})`).join('|'),
})

/** One of the values. An enum without values is not a valid schema. */
export const oneOf = (values: readonly string[]): EditorSchema =>
  values.length === 0 ? { not: {} } : { enum: [...new Set(values)] }
