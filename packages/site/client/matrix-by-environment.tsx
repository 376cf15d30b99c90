// The matrix of many environments: they are the rows, with one attribute.
import { useMemo } from 'preact/hooks'
import type { Overview, StoredEnvironment } from '../stored.ts'
import { type Attribute, attributes, type Cell, cellsOf, componentsIn } from './attributes.ts'
import type { Column } from './column.ts'
import { DataTable } from './data-table.tsx'
import { componentNames, isDifferent, type LayoutProps, Value } from './matrix-cells.tsx'
import { hrefOf } from './route.ts'

interface Row {
  readonly environment: StoredEnvironment
  readonly cells: ReadonlyMap<string, Cell>
}

export function ByEnvironment({ overview, query }: LayoutProps) {
  const { attribute: id, differences = '' } = query
  const attribute = attributes.find((one) => one.id === id) ?? attributes[0]!
  // Not again for each letter of the filter.
  const { columns, rows } = useMemo(
    () => tableOf(overview, attribute, differences !== ''),
    [overview, attribute, differences],
  )
  return (
    <DataTable
      caption={`${attribute.title} of components by environment`}
      columns={columns}
      rows={rows}
      keyOf={({ environment: { name } }) => name}
      noun="environment"
      filter={query.q ?? ''}
      class="matrix"
    />
  )
}

function tableOf(
  overview: Overview,
  attribute: Attribute,
  onlyDifferences: boolean,
): { readonly columns: readonly Column<Row>[]; readonly rows: readonly Row[] } {
  const all = overview.environments.map((environment) => componentsIn(overview, environment))
  const cells = new Map(
    componentNames(overview).map((name) => [
      name,
      cellsOf(
        all.map((components) => components.get(name)),
        attribute,
      ),
    ]),
  )
  const names = [...cells].filter(([, own]) => own.some(({ text }) => text !== '')).map(([name]) => name)
  const shownNames = onlyDifferences ? names.filter((name) => isDifferent(cells.get(name)!)) : names
  const rows = overview.environments
    .map(
      (environment, index): Row => ({
        environment,
        cells: new Map(shownNames.map((name) => [name, cells.get(name)![index]!])),
      }),
    )
    .filter((row) => !onlyDifferences || [...row.cells.values()].some(({ differs }) => differs))
  const hasRings = overview.environments.some(({ ring }) => ring !== undefined)
  const columns = [
    {
      id: 'environment',
      title: 'Environment',
      text: ({ environment: { name } }: Row) => name,
      cell: ({ environment: { name } }: Row) => <a href={hrefOf('environment', name)}>{name}</a>,
    },
    ...(hasRings ? [{ id: 'ring', title: 'Ring', text: ({ environment: { ring = '' } }: Row) => ring }] : []),
    ...shownNames.map((name) => componentColumn(name, attribute)),
  ]
  return { columns, rows }
}

function componentColumn(name: string, { value }: Attribute): Column<Row> {
  const cellOf = (row: Row): Cell => row.cells.get(name)!
  return {
    id: `component ${name}`,
    title: name,
    text: (row) => cellOf(row).text,
    ...(value && {
      value: (row: Row) => {
        const { component } = cellOf(row)
        return component === undefined ? -1 : value(component)
      },
    }),
    cell: (row) => <Value cell={cellOf(row)} />,
    class: (row) => (cellOf(row).differs ? 'differs' : ''),
  }
}
