import type { Amounts } from '@thanos-gitops/manifest/change'
import type { Overview, StoredEnvironment } from '../stored.ts'
import type { Column } from './column.ts'
import { DataTable } from './data-table.tsx'
import { bytesText, coresText, costText } from './format.ts'
import { hrefOf, type Route } from './route.ts'
import { Choice, Filter } from './ui.tsx'

interface Row extends Amounts {
  readonly name: string
  readonly href?: string
  readonly cost?: number
}

export function CapacityView({ overview, route }: { readonly overview: Overview; readonly route: Route }) {
  const { query } = route
  const isByComponent = query.by === 'component'
  const rows = isByComponent ? componentRows(overview) : overview.environments.map(environmentRow)
  const total = rows.reduce(sum, { ...none, name: 'all' })
  const hasCost = rows.some(({ cost }) => cost !== undefined)
  return (
    <>
      <h1>Capacity</h1>
      <p class="lead">
        Requests and limits of all pods, and storage of all claims. Pods of a DaemonSet count once, and Jobs do not
        count.
        {hasCost ? ' Cost is per month, from the price file.' : ' Without a price file, there is no cost.'}
      </p>
      <dl class="facts">
        {amountColumns(hasCost, overview.currency).map(({ title, text }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{text(total)}</dd>
          </div>
        ))}
      </dl>
      <form class="controls" onSubmit={(event) => event.preventDefault()}>
        <Filter label="Filter" name="q" value={query.q ?? ''} />
        <Choice
          label="By"
          name="by"
          value={query.by ?? ''}
          options={[
            ['', 'environment'],
            ['component', 'component, of all environments'],
          ]}
        />
      </form>
      <DataTable
        key={isByComponent ? 'component' : 'environment'}
        caption={isByComponent ? 'Capacity by component' : 'Capacity by environment'}
        columns={[
          {
            id: 'name',
            title: isByComponent ? 'Component' : 'Environment',
            text: ({ name }) => name,
            cell: ({ name, href }) => (href === undefined ? name : <a href={href}>{name}</a>),
          },
          ...amountColumns(hasCost, overview.currency),
        ]}
        rows={rows}
        keyOf={({ name }) => name}
        noun={isByComponent ? 'component' : 'environment'}
        filter={query.q ?? ''}
      />
    </>
  )
}

const none: Amounts = { replicas: 0, cpuRequests: 0, cpuLimits: 0, memoryRequests: 0, memoryLimits: 0, storage: 0 }

const environmentRow = ({ name, total, cost }: StoredEnvironment): Row => ({
  ...total,
  name,
  href: hrefOf('environment', name),
  ...(cost === undefined ? {} : { cost }),
})

function componentRows(overview: Overview): readonly Row[] {
  const rows = new Map<string, Row>()
  for (const { components } of overview.environments)
    for (const position of components) {
      const component = overview.components[position]!
      rows.set(component.name, sum(rows.get(component.name) ?? { ...none, name: component.name }, component))
    }
  return [...rows.values()].sort((a, b) => a.name.localeCompare(b.name))
}

function sum(row: Row, other: Amounts & { readonly cost?: number }): Row {
  const amounts = Object.keys(none) as (keyof Amounts)[]
  const added = Object.fromEntries(amounts.map((name) => [name, row[name] + other[name]])) as unknown as Amounts
  return { ...row, ...added, ...(other.cost === undefined ? {} : { cost: (row.cost ?? 0) + other.cost }) }
}

function amountColumns(hasCost: boolean, currency: string | undefined): readonly Column<Row>[] {
  const column = (id: keyof Amounts, title: string, text: (amount: number) => string): Column<Row> => ({
    id,
    title,
    isNumber: true,
    value: (row) => row[id],
    text: (row) => text(row[id]),
  })
  return [
    column('replicas', 'Pods', String),
    column('cpuRequests', 'CPU requests', coresText),
    column('cpuLimits', 'CPU limits', coresText),
    column('memoryRequests', 'Memory requests', bytesText),
    column('memoryLimits', 'Memory limits', bytesText),
    column('storage', 'Storage', bytesText),
    ...(hasCost
      ? [
          {
            id: 'cost',
            title: 'Cost',
            isNumber: true,
            value: ({ cost = 0 }: Row) => cost,
            text: ({ cost }: Row) => costText(cost, currency),
          },
        ]
      : []),
  ]
}
