// A table with sorting and a filter.
import type { SortingState } from '@tanstack/table-core'
import { useMemo, useRef, useState } from 'preact/hooks'
import type { Column } from './column.ts'
import { counted } from './format.ts'
import { VirtualBody, WholeBody } from './table-body.tsx'
import { longestTexts, rowTexts, shownRows } from './table-rows.ts'
import { Scrolled } from './ui.tsx'

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

/** Of a table with more rows, only those in view are in the page. The browser needs a quarter of a second for the cells of 500. */
const mostRows = 100

export function DataTable<Row extends object>(props: TableProps<Row>) {
  const { caption, columns, rows, keyOf, filter = '', noun, sorted } = props
  const [sorting, setSorting] = useState<SortingState>(sorted === undefined ? [] : [{ id: sorted, desc: false }])
  const [isWhole, setIsWhole] = useState(false)
  const scrolled = useRef<HTMLElement>(null)
  const texts = useMemo(() => rowTexts(columns, rows), [columns, rows])
  const longest = useMemo(() => longestTexts(columns, texts), [columns, texts])
  const found = useMemo(() => shownRows(columns, texts, filter, sorting), [columns, texts, filter, sorting])
  const toggle = (id: string): void => setSorting(([current]) => [{ id, desc: current?.id === id && !current.desc }])
  const isLong = rows.length > mostRows
  const isVirtual = isLong && !isWhole
  return (
    <>
      <div class="count">
        <span role="status">
          {found.length === rows.length
            ? counted(rows.length, noun)
            : `${found.length} of ${counted(rows.length, noun)}`}
        </span>
        {isLong && (
          <label class="field check">
            <input
              type="checkbox"
              checked={isWhole}
              onChange={({ currentTarget }) => setIsWhole(currentTarget.checked)}
            />
            Load all rows, to print them or to find text with the browser
          </label>
        )}
      </div>
      <Scrolled label={caption} section={scrolled} isLong={isLong}>
        <table class={props.class} aria-rowcount={isVirtual ? found.length + 1 : undefined}>
          <caption class="hidden">{caption}</caption>
          <thead>
            <tr aria-rowindex={isVirtual ? 1 : undefined}>
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
          {isVirtual ? (
            <VirtualBody columns={columns} rows={found} keyOf={keyOf} longest={longest} scrolled={scrolled} />
          ) : (
            <WholeBody columns={columns} rows={found} keyOf={keyOf} />
          )}
        </table>
      </Scrolled>
    </>
  )
}
