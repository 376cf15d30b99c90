/** `packages/workspace/comparison/removals.schema.json`, which the first line of `removals.yaml` can name. */
export const removalsSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: ['array', 'null'],
  description: 'Objects whose removal is intended.',
  items: {
    type: 'string',
    pattern: '^[A-Za-z]+/[a-z0-9.:-]+$',
    patternErrorMessage: 'An entry is a kind and a name, such as ConfigMap/thanos-rules.',
    description: 'The kind and the name of an object, such as ConfigMap/thanos-rules.',
  },
}
