// The address of a view is the fragment: `#/object/12?in=production&line=8`.
import { useEffect, useState } from 'preact/hooks'

export interface Route {
  /** `matrix`, `topology`, … */
  readonly view: string
  /** The rest of the path. */
  readonly id: string
  readonly query: Readonly<Record<string, string>>
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [view = '', ...id] = path.split('/').map(decoded)
  return { view: view || 'matrix', id: id.join('/'), query: Object.fromEntries(new URLSearchParams(query)) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The address of a view. Empty values are left out. */
export function hrefOf(view: string, id = '', query: Readonly<Record<string, string>> = {}): string {
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()
  return `#/${view}${id === '' ? '' : `/${encodeURIComponent(id)}`}${given === '' ? '' : `?${given}`}`
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash))
  useEffect(() => {
    const change = (): void => setRoute(parseRoute(location.hash))
    addEventListener('hashchange', change)
    return () => removeEventListener('hashchange', change)
  }, [])
  return route
}

/** Changes the query of the present view without a new entry in the history. */
export function replaceQuery(changes: Readonly<Record<string, string>>): void {
  const { view, id, query } = parseRoute(location.hash)
  const next = hrefOf(view, id, { ...query, ...changes })
  if (next === location.hash) return
  history.replaceState(null, '', next)
  dispatchEvent(new HashChangeEvent('hashchange'))
}
