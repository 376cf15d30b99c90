/** The labels of an object. They contain no version: an environment may override the tag of an image. */
export const labelsOf = (name: string, component: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/instance': 'thanos',
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/part-of': 'thanos',
})

/** The labels that select pods. A selector is immutable, so it contains only labels that never change. */
export const selectorOf = (labels: ReturnType<typeof labelsOf>) => ({
  'app.kubernetes.io/name': labels['app.kubernetes.io/name'],
  'app.kubernetes.io/instance': labels['app.kubernetes.io/instance'],
})
