/** Keywords that only the generator of the schemas uses. */
const generatorKeywords = ['x-quantities', 'x-kubernetes-list-map-keys']

/** At every depth. */
export const withoutGeneratorKeywords = (schemas: unknown): unknown =>
  JSON.parse(JSON.stringify(schemas, (key, value: unknown) => (generatorKeywords.includes(key) ? undefined : value)))
