// A table with sorting and a filter: TanStack Table computes the rows.
import {
  type ColumnDef,
  columnFilteringFeature,
  constructTable,
  createFilteredRowModel,
  createSortedRowModel,
  globalFilteringFeature,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
} from '@tanstack/table-core'
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings'
import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { counted } from './format.ts'
import { Scrolled } from './ui.tsx'

export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** For sorting. Absent if the text is compared. */
  readonly value?: (row: Row) => number | string
  /** For the filter, and what a cell shows without `cell`. */
  readonly text: (row: Row) => string
  readonly cell?: (row: Row) => ComponentChildren
  /** Of the cells. */
  readonly class?: (row: Row) => string
  readonly isNumber?: boolean
}

interface TableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly filter?: string
  /** What a row is: `object`. */
  readonly noun: string
  readonly sorted?: string
  readonly class?: string
}

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  columnFilteringFeature,
  globalFilteringFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
})
type Features = typeof features

/** The first column is the header of its row. */
export function DataTable<Row extends object>(props: TableProps<Row>) {
  const { caption, columns, rows, keyOf, filter = '', noun, sorted } = props
  const [sorting, setSorting] = useState<SortingState>(sorted === undefined ? [] : [{ id: sorted, desc: false }])
  const found = useMemo(
    () => sortedRows(columns, rows, filter, sorting).map(({ original }) => original as Row),
    [columns, rows, filter, sorting],
  )
  const toggle = (id: string): void => setSorting(([current]) => [{ id, desc: current?.id === id && !current.desc }])
  return (
    <>
      <p class="count" role="status">
        {found.length === rows.length ? counted(rows.length, noun) : `${found.length} of ${counted(rows.length, noun)}`}
      </p>
      <Scrolled label={caption}>
        <table class={props.class}>
          <caption class="hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map(({ id, title, isNumber }) => {
                const order = sorting[0]?.id === id ? (sorting[0].desc ? 'descending' : 'ascending') : 'none'
                return (
                  <th key={id} scope="col" aria-sort={order} class={isNumber ? 'number' : undefined}>
                    <button type="button" class="sort" onClick={() => toggle(id)}>
                      {title}
                      <span aria-hidden="true">{{ ascending: ' ↑', descending: ' ↓', none: '' }[order]}</span>
                    </button>
                  </th>
                )
              })}
            </tr>
          </thead>
          <tbody>
            {found.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map((column, index) => {
                  const content = column.cell === undefined ? column.text(row) : column.cell(row)
                  const name = `${column.isNumber ? 'number ' : ''}${column.class?.(row) ?? ''}`.trim() || undefined
                  return index === 0 ? (
                    <th key={column.id} scope="row" class={name}>
                      {content}
                    </th>
                  ) : (
                    <td key={column.id} class={name}>
                      {content}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  )
}

function sortedRows<Row extends object>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  filter: string,
  sorting: SortingState,
) {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const texts = new Map(
    rows.map((row) => [
      row,
      columns
        .map(({ text }) => text(row))
        .join(' ')
        .toLowerCase(),
    ]),
  )
  const table = constructTable<Features, Row>({
    features,
    data: rows as Row[],
    columns: columns.map(
      ({ id, value, text }): ColumnDef<Features, Row> => ({
        id,
        accessorFn: value ?? text,
        sortFn: (a, b) => compared(a.getValue(id), b.getValue(id)),
      }),
    ),
    // Every word must be in the row, in any column.
    globalFilterFn: (row: { readonly original: Row }) => words.every((word) => texts.get(row.original)!.includes(word)),
    getColumnCanGlobalFilter: () => true,
    state: { sorting, globalFilter: words.length === 0 ? undefined : filter },
  } as never)
  return table.getRowModel().rows
}

const collator = new Intl.Collator('en', { numeric: true })

const compared = (a: unknown, b: unknown): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
