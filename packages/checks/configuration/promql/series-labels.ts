/** The labels that a series may have: any but some, or only some. */
export type SeriesLabels = { readonly but: ReadonlySet<string> } | { readonly only: ReadonlySet<string> }

export const anyLabels: SeriesLabels = { but: new Set() }

export const mayHave = (labels: SeriesLabels, name: string): boolean =>
  'only' in labels ? labels.only.has(name) : !labels.but.has(name)

/** The labels that a series may have after an operation. */
export const labelsAfter = {
  none: (): SeriesLabels => ({ only: new Set() }),
  only: (names: readonly string[], inner: SeriesLabels): SeriesLabels => ({
    only: new Set(names.filter((name) => mayHave(inner, name))),
  }),
  without: (names: readonly string[], inner: SeriesLabels): SeriesLabels =>
    'only' in inner
      ? { only: new Set([...inner.only].filter((name) => !names.includes(name))) }
      : { but: new Set([...inner.but, ...names]) },
  adding: (names: readonly string[], inner: SeriesLabels): SeriesLabels =>
    'only' in inner
      ? { only: new Set([...inner.only, ...names]) }
      : { but: new Set([...inner.but].filter((name) => !names.includes(name))) },
  either(a: SeriesLabels, b: SeriesLabels): SeriesLabels {
    if ('only' in a && 'only' in b) return { only: new Set([...a.only, ...b.only]) }
    const missing = ('but' in a ? [...a.but] : 'but' in b ? [...b.but] : []).filter(
      (name) => !mayHave(a, name) && !mayHave(b, name),
    )
    return { but: new Set(missing) }
  },
}
