import { counted } from './counted.ts'

/** A field that differs, with its value in each environment. */
interface DifferenceRow {
  readonly component: string
  readonly object: string
  readonly field: string
  readonly cells: readonly { readonly value?: unknown; readonly isBase: boolean }[]
}

/** A table of component and field by environment, and the number of fields. Values of the base are marked with `*`. */
export function compareText(environments: readonly string[], rows: readonly DifferenceRow[]): string {
  if (rows.length === 0) return `${environments.join(' and ')} are the same.`
  const lines: string[][] = [['FIELD', ...environments]]
  let head = ''
  for (const { component, object, field, cells } of rows) {
    const title = `${component}: ${object}`
    if (title !== head) lines.push([title])
    head = title
    lines.push([`  ${field || '(the object)'}`, ...cells.map(cellText)])
  }
  const widths = [...environments, ''].map((_, column) =>
    Math.max(...lines.filter((line) => line.length > 1).map((line) => line[column]!.length)),
  )
  return `${lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(line.length === 1 ? 0 : widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n\n* as in the base\n${environments.join(', ')}: ${counted(rows.length, 'difference')}`
}

function cellText({ value, isBase }: DifferenceRow['cells'][number]): string {
  if (value === undefined) return '-'
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('\n', ' ')
  return `${text.length > 60 ? `${text.slice(0, 57)}...` : text}${isBase ? ' *' : ''}`
}
