import type { Overview, StoredEnvironment, StoredObject } from '../stored.ts'
import type { Column } from './column.ts'
import { DataTable } from './data-table.tsx'
import { labelIn, nameIn } from './format.ts'
import { hrefOf, type Route } from './route.ts'
import { Filter } from './ui.tsx'

export function ObjectsView({ overview, route }: { readonly overview: Overview; readonly route: Route }) {
  const filter = route.query.q ?? ''
  return (
    <>
      <h1>Objects</h1>
      <p class="lead">The objects of all environments, and in how many different versions they exist.</p>
      <form class="controls" onSubmit={(event) => event.preventDefault()}>
        <Filter label="Filter" name="q" value={filter} />
      </form>
      <ObjectsTable overview={overview} filter={filter} />
    </>
  )
}

interface ObjectsTableProps {
  readonly overview: Overview
  /** All environments if it is undefined. */
  readonly environment?: StoredEnvironment
  readonly filter: string
}

interface Row {
  readonly object: StoredObject
  readonly number: number
  readonly environments: number
}

export function ObjectsTable({ overview, environment, filter }: ObjectsTableProps) {
  const { objects, environments } = overview
  const rows = objects
    .map(
      (object, number): Row => ({
        object,
        number,
        environments: environments.filter((one) => hasObject(one, number)).length,
      }),
    )
    .filter(({ number }) => environment === undefined || hasObject(environment, number))
  const inQuery = environment === undefined ? {} : { in: environment.name }
  const columns: readonly Column<Row>[] = [
    {
      id: 'object',
      title: 'Object',
      text: ({ object }) => labelIn(object, environment),
      cell: ({ object, number }) => (
        <a href={hrefOf('object', String(number), inQuery)}>
          <span class="kind">{object.kind}/</span>
          {nameIn(object, environment)}
        </a>
      ),
    },
    { id: 'component', title: 'Component', text: ({ object }) => object.component },
    { id: 'apiVersion', title: 'API version', text: ({ object }) => object.apiVersion },
    ...(environment === undefined
      ? [
          {
            id: 'environments',
            title: 'Environments',
            isNumber: true,
            text: (row: Row) => String(row.environments),
            value: (row: Row) => row.environments,
          },
        ]
      : []),
    {
      id: 'versions',
      title: 'Versions',
      isNumber: true,
      text: ({ object }) => String(object.versions),
      value: ({ object }) => object.versions,
    },
  ]
  return (
    <DataTable
      caption={environment === undefined ? 'Objects of all environments' : `Objects of ${environment.name}`}
      columns={columns}
      rows={rows}
      keyOf={({ number }) => String(number)}
      noun="object"
      filter={filter}
    />
  )
}

export const hasObject = ({ versions }: StoredEnvironment, number: number): boolean => (versions[number] ?? -1) >= 0

/** The number of an object of an environment; -1 if it has none with the name. */
export const objectNumber = (overview: Overview, environment: StoredEnvironment, kind: string, name: string): number =>
  overview.objects.findIndex(
    (object, number) => object.kind === kind && nameIn(object, environment) === name && hasObject(environment, number),
  )
