// The rows of a table. Of a long one, only those in view are in the page.
import type { RefObject } from 'preact'
import type { Column } from './column.ts'
import { useVirtualRows } from './virtual-rows.ts'

interface BodyProps<Row> {
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
}

export const WholeBody = <Row extends object>({ columns, rows, keyOf }: BodyProps<Row>) => (
  <tbody>
    {rows.map((row) => (
      <tr key={keyOf(row)}>
        <Cells columns={columns} row={row} />
      </tr>
    ))}
  </tbody>
)

interface VirtualBodyProps<Row> extends BodyProps<Row> {
  /** The longest text of each column, so that columns keep their widths when other rows come into view. */
  readonly longest: readonly string[]
  /** The element that scrolls. */
  readonly scrolled: RefObject<HTMLElement | null>
}

export function VirtualBody<Row extends object>({ columns, rows, keyOf, longest, scrolled }: VirtualBodyProps<Row>) {
  const { items, before, after, measure } = useVirtualRows(rows.map(keyOf), scrolled)
  return (
    <tbody>
      <tr class="longest">
        {columns.map((column, index) => (
          <td key={column.id} class={nameOf(column)}>
            {longest[index]}
          </td>
        ))}
      </tr>
      <Space height={before} columns={columns.length} />
      {items.map(({ key, index }) => (
        // The first row is the head of the table.
        <tr key={key} ref={measure} data-index={index} aria-rowindex={index + 2}>
          <Cells columns={columns} row={rows[index]!} />
        </tr>
      ))}
      <Space height={after} columns={columns.length} />
    </tbody>
  )
}

/** Takes the place of the rows that are not in the page. */
const Space = ({ height, columns }: { readonly height: number; readonly columns: number }) => (
  <tr class="space">
    <td colSpan={columns} style={{ height: `${height}px` }} />
  </tr>
)

/** The first one is the header of its row. */
const Cells = <Row extends object>({
  columns,
  row,
}: {
  readonly columns: readonly Column<Row>[]
  readonly row: Row
}) => (
  <>
    {columns.map((column, index) => {
      const content = column.cell === undefined ? column.text(row) : column.cell(row)
      return index === 0 ? (
        <th key={column.id} scope="row" class={nameOf(column, row)}>
          {content}
        </th>
      ) : (
        <td key={column.id} class={nameOf(column, row)}>
          {content}
        </td>
      )
    })}
  </>
)

const nameOf = <Row,>(column: Column<Row>, row?: Row): string | undefined =>
  `${column.isNumber ? 'number ' : ''}${column.isWide ? 'wide ' : ''}${row === undefined ? '' : (column.class?.(row) ?? '')}`.trim() ||
  undefined
