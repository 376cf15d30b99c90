import type { ComponentChildren } from 'preact'

/** A column of a table. */
export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** For sorting. Absent if the text is compared. */
  readonly value?: (row: Row) => number | string
  /** For the filter, and what a cell shows without `cell`. */
  readonly text: (row: Row) => string
  readonly cell?: (row: Row) => ComponentChildren
  /** Of the cell of a row. */
  readonly class?: (row: Row) => string
  readonly isNumber?: boolean
  /** Whether it contains sentences. */
  readonly isWide?: boolean
}
