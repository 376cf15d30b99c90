export const labelsOf = (name: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'shop',
})

/** A selector is immutable, so it contains only labels that never change. */
export const selectorOf = (labels: ReturnType<typeof labelsOf>) => ({
  'app.kubernetes.io/name': labels['app.kubernetes.io/name'],
})
