import type { SitePin } from '../model.ts'
import type { Overview, StoredEnvironment } from '../stored.ts'
import type { Column } from './column.ts'
import { DataTable } from './data-table.tsx'
import { counted } from './format.ts'
import { hrefOf, type Route } from './route.ts'
import { Filter } from './ui.tsx'

export function PinsView({ overview, route }: { readonly overview: Overview; readonly route: Route }) {
  const { environments } = overview
  const pinned = environments.filter(({ pin }) => pin !== undefined)
  const filter = route.query.q ?? ''
  const hasRings = environments.some(({ ring }) => ring !== undefined)
  const columns: readonly Column<StoredEnvironment>[] = [
    {
      id: 'environment',
      title: 'Environment',
      text: ({ name }) => name,
      cell: ({ name }) => <a href={hrefOf('environment', name)}>{name}</a>,
    },
    ...(hasRings ? [{ id: 'ring', title: 'Ring', text: ({ ring = '' }: StoredEnvironment) => ring }] : []),
    { id: 'source', title: 'Source', text: ({ pin }) => (pin === undefined ? 'working tree' : sourceText(pin)) },
    {
      id: 'behind',
      title: 'Commits behind',
      isNumber: true,
      value: ({ pin }) => pin?.behind ?? 0,
      text: ({ pin }) => String(pin?.behind ?? 0),
    },
    { id: 'change', title: 'The working tree changes', text: ({ pin }) => changeText(pin) },
  ]
  return (
    <>
      <h1>Pins</h1>
      <p class="lead">
        {pinned.length === 0
          ? 'Every environment is rendered from the working tree, so none is behind.'
          : `${counted(pinned.length, 'environment')} of ${environments.length} ${pinned.length === 1 ? 'is' : 'are'} pinned to a revision. The commits since then that change the base or a layer count.`}
      </p>
      <form class="controls" onSubmit={(event) => event.preventDefault()}>
        <Filter label="Filter" name="q" value={filter} />
      </form>
      <DataTable
        caption="What environments are rendered from"
        columns={columns}
        rows={environments}
        keyOf={({ name }) => name}
        noun="environment"
        filter={filter}
      />
    </>
  )
}

const sourceText = ({ source, commit }: SitePin): string =>
  commit.startsWith(source) ? source.slice(0, 12) : `${source} (${commit.slice(0, 8)})`

function changeText(pin: SitePin | undefined): string {
  if (pin === undefined) return ''
  if (pin.change === undefined) return 'does not render'
  const { changed, added, removed } = pin.change
  const parts = [
    changed > 0 && `${counted(changed, 'object')} changed`,
    added > 0 && `${added} new`,
    removed > 0 && `${removed} removed`,
  ].filter(Boolean)
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}
