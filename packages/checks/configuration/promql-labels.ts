/** The labels that a series may have: all but some, or only some. */
export type Labels = { readonly but: ReadonlySet<string> } | { readonly only: ReadonlySet<string> }

export const open: Labels = { but: new Set() }

export const mayHave = (labels: Labels, name: string): boolean =>
  'only' in labels ? labels.only.has(name) : !labels.but.has(name)

/** What an operation leaves of the labels. */
export const labelsAfter = {
  none: (): Labels => ({ only: new Set() }),
  only: (names: readonly string[], inner: Labels): Labels => ({
    only: new Set(names.filter((name) => mayHave(inner, name))),
  }),
  without: (names: readonly string[], inner: Labels): Labels =>
    'only' in inner
      ? { only: new Set([...inner.only].filter((name) => !names.includes(name))) }
      : { but: new Set([...inner.but, ...names]) },
  adding: (names: readonly string[], inner: Labels): Labels =>
    'only' in inner
      ? { only: new Set([...inner.only, ...names]) }
      : { but: new Set([...inner.but].filter((name) => !names.includes(name))) },
  either(a: Labels, b: Labels): Labels {
    if ('only' in a && 'only' in b) return { only: new Set([...a.only, ...b.only]) }
    const missing = ('but' in a ? [...a.but] : 'but' in b ? [...b.but] : []).filter(
      (name) => !mayHave(a, name) && !mayHave(b, name),
    )
    return { but: new Set(missing) }
  },
}
