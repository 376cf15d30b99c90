// The table of what was seen.

export interface Row {
  readonly environment: string
  readonly title: string
  readonly isOk: boolean
  readonly seen: string
}

/** A Markdown table. */
export const table = (rows: readonly Row[]): readonly string[] => [
  '| environment | it … | seen |',
  '| --- | --- | --- |',
  ...rows.map(({ environment, title, isOk, seen }) =>
    ['', environment, title, `${isOk ? '' : '✗ '}${cell(seen)}`, ''].join(' | ').trim(),
  ),
]

/** The content of a cell is one line. */
const cell = (content: string): string =>
  content
    .trim()
    .replaceAll(/\s*\n\s*/g, '; ')
    .replaceAll('|', '\\|')
