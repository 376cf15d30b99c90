// The rows of a table that a filter leaves, in order: TanStack Table computes them.
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
import type { Column } from './column.ts'

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  columnFilteringFeature,
  globalFilteringFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
})
type Features = typeof features

/** The texts of the cells of each row. */
export type RowTexts<Row> = ReadonlyMap<Row, readonly string[]>

export const rowTexts = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): RowTexts<Row> =>
  new Map(rows.map((row) => [row, columns.map(({ text }) => text(row))]))

/** The longest text of each column. */
export const longestTexts = <Row>(columns: readonly Column<Row>[], texts: RowTexts<Row>): readonly string[] => {
  const longest = columns.map(() => '')
  for (const row of texts.values())
    for (const [index, text] of row.entries()) if (text.length > longest[index]!.length) longest[index] = text
  return longest
}

/** The rows that have every word of the filter, in any column. */
export function shownRows<Row extends object>(
  columns: readonly Column<Row>[],
  texts: RowTexts<Row>,
  filter: string,
  sorting: SortingState,
): readonly Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const table = constructTable<Features, Row>({
    features,
    data: [...texts.keys()],
    columns: columns.map(
      ({ id, value, text }): ColumnDef<Features, Row> => ({
        id,
        accessorFn: value ?? text,
        sortFn: (a, b) => compared(a.getValue(id), b.getValue(id)),
      }),
    ),
    globalFilterFn: ({ original }: { readonly original: Row }) => {
      const text = texts.get(original)!.join(' ').toLowerCase()
      return words.every((word) => text.includes(word))
    },
    getColumnCanGlobalFilter: () => true,
    state: { sorting, globalFilter: words.length === 0 ? undefined : filter },
  } as never)
  return table.getRowModel().rows.map(({ original }) => original as Row)
}

const collator = new Intl.Collator('en', { numeric: true })

const compared = (a: unknown, b: unknown): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
