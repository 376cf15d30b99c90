import { useEffect, useErrorBoundary, useRef, useState } from 'preact/hooks'
import type { Overview } from '../stored.ts'
import { CapacityView } from './capacity-view.tsx'
import { ChangesView } from './changes-view.tsx'
import { ChecksView } from './checks-view.tsx'
import { EnvironmentView } from './environment-view.tsx'
import { MatrixView } from './matrix-view.tsx'
import { ObjectView } from './object-view.tsx'
import { ObjectsView } from './objects-view.tsx'
import { PinsView } from './pins-view.tsx'
import { hrefOf, type Route, replaceQuery, useRoute } from './route.ts'
import { SearchView } from './search-view.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import { TopologyView } from './topology-view.tsx'

const views = {
  matrix: MatrixView,
  topology: TopologyView,
  objects: ObjectsView,
  checks: ChecksView,
  capacity: CapacityView,
  pins: PinsView,
  changes: ChangesView,
  environment: EnvironmentView,
  object: ObjectView,
  search: SearchView,
} as const

const sections = [
  ['matrix', 'Matrix'],
  ['topology', 'Topology'],
  ['objects', 'Objects'],
  ['checks', 'Checks'],
  ['capacity', 'Capacity'],
  ['pins', 'Pins'],
  ['changes', 'Changes'],
] as const

/** Views that consist of one table. */
const filling = new Set(['matrix', 'objects', 'object', 'checks', 'capacity', 'pins'])

export function App({ overview }: { readonly overview: Overview }) {
  const route = useRoute()
  const main = useRef<HTMLElement>(null)
  const path = `${route.view}/${route.id}`
  const first = useRef(path)
  useEffect(() => {
    document.title = `${main.current?.querySelector('h1')?.textContent ?? route.view} · ${overview.title}`
    if (first.current === path || route.view === 'search') return
    first.current = ''
    scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [path])
  return (
    <>
      <header>
        <a
          class="skip"
          href={location.hash || '#/matrix'}
          onClick={(event) => {
            event.preventDefault()
            main.current?.focus()
          }}
        >
          Skip to the content
        </a>
        <div class="top">
          <a class="title" href={hrefOf('matrix')}>
            {overview.title}
          </a>
          <Revision overview={overview} />
          <Search route={route} />
          <ThemeSwitch />
        </div>
        <nav aria-label="Views">
          {sections.map(([view, title]) => (
            <a key={view} href={hrefOf(view)} aria-current={route.view === view ? 'page' : undefined}>
              {title}
              <Badge overview={overview} view={view} />
            </a>
          ))}
        </nav>
      </header>
      <main ref={main} tabIndex={-1} class={filling.has(route.view) ? 'fill' : undefined}>
        <Content key={path} overview={overview} route={route} />
      </main>
    </>
  )
}

function Content({ overview, route }: { readonly overview: Overview; readonly route: Route }) {
  const [error] = useErrorBoundary()
  if (error !== undefined) return <p role="alert">{(error as Error).message}</p>
  const View = Object.hasOwn(views, route.view) ? views[route.view as keyof typeof views] : undefined
  return View === undefined ? <p>There is no view {route.view}.</p> : <View overview={overview} route={route} />
}

function Revision({ overview: { revision, isModified, date } }: { readonly overview: Overview }) {
  if (revision === undefined) return null
  return (
    <span class="revision">
      <code>{revision.slice(0, 8)}</code>
      {isModified && ' with changes'} {date?.slice(0, 10)}
    </span>
  )
}

/** The number of errors, or of warnings if there is no error. */
function Badge({ overview: { checks, environments }, view }: { readonly overview: Overview; readonly view: string }) {
  const count = view === 'checks' ? checks?.errors || checks?.warnings : view === 'pins' ? behind(environments) : 0
  if (!count) return null
  const noun = view === 'pins' ? 'behind' : checks?.errors ? 'errors' : 'warnings'
  return (
    <span class={`badge ${view === 'checks' && checks?.errors ? 'error' : ''}`}>
      {count}
      <span class="hidden"> {noun}</span>
    </span>
  )
}

const behind = (environments: Overview['environments']): number =>
  environments.filter(({ pin }) => (pin?.behind ?? 0) > 0).length

function Search({ route }: { readonly route: Route }) {
  const [timer, setTimer] = useState<number>()
  const search = (text: string): void => {
    if (route.view === 'search') replaceQuery({ q: text })
    else if (text !== '') location.hash = hrefOf('search', '', { q: text })
  }
  return (
    <search class="search">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          search(new FormData(event.currentTarget).get('q') as string)
        }}
      >
        <input
          type="search"
          name="q"
          aria-label="Search objects, images and fields"
          placeholder="Search objects, images, fields"
          autocomplete="off"
          spellcheck={false}
          value={route.view === 'search' ? (route.query.q ?? '') : ''}
          onInput={({ currentTarget: { value } }) => {
            clearTimeout(timer)
            setTimer(setTimeout(() => search(value), 150) as unknown as number)
          }}
        />
      </form>
    </search>
  )
}
