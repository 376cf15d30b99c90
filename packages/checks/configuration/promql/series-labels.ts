/** The labels that a series may have: all labels except some, or only some labels. */
export type SeriesLabels = { readonly except: ReadonlySet<string> } | { readonly only: ReadonlySet<string> }

export const anyLabels: SeriesLabels = { except: new Set() }

export const mayHave = (labels: SeriesLabels, name: string): boolean =>
  'only' in labels ? labels.only.has(name) : !labels.except.has(name)

/** The labels that a series may have after an operation. */
export const labelsAfter = {
  none: (): SeriesLabels => ({ only: new Set() }),
  only: (names: readonly string[], inner: SeriesLabels): SeriesLabels => ({
    only: new Set(names.filter((name) => mayHave(inner, name))),
  }),
  without: (names: readonly string[], inner: SeriesLabels): SeriesLabels =>
    'only' in inner
      ? { only: new Set([...inner.only].filter((name) => !names.includes(name))) }
      : { except: new Set([...inner.except, ...names]) },
  adding: (names: readonly string[], inner: SeriesLabels): SeriesLabels =>
    'only' in inner
      ? { only: new Set([...inner.only, ...names]) }
      : { except: new Set([...inner.except].filter((name) => !names.includes(name))) },
  either(a: SeriesLabels, b: SeriesLabels): SeriesLabels {
    if ('only' in a && 'only' in b) return { only: new Set([...a.only, ...b.only]) }
    const missing = ('except' in a ? [...a.except] : 'except' in b ? [...b.except] : []).filter(
      (name) => !mayHave(a, name) && !mayHave(b, name),
    )
    return { except: new Set(missing) }
  },
}
