/** Every string as a value of a mapping and of a list at several depths, and as a key. */
export const manifestOf = (texts: readonly string[], values: readonly unknown[]) => ({
  apiVersion: 'example.com/v1',
  kind: 'Strings',
  metadata: { name: 'strings' },
  fields: Object.fromEntries(texts.map((text, index) => [`f${index}`, text])),
  keys: Object.fromEntries(texts.filter((text) => text.length < 1000).map((text, index) => [text, index])),
  list: texts,
  deep: [[{ list: texts }], { last: texts }],
  values,
})
