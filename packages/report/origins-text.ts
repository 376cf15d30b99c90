import type { Origin } from '@thanos-gitops/manifest'
import { placeText } from './findings-text.ts'

/** A line of a rendered manifest with its newest origin first. */
export interface OriginLine {
  readonly text: string
  readonly origins: readonly Origin[]
}

const removedText = '(removed)'

/** The history of a field, a line for each who wrote it, newest first: value, place, layer, and how. */
export function historyText(title: string, origins: readonly Origin[]): string {
  const rows = origins.map((origin) => [valueText(origin), placeText(origin.place), origin.layer, noteText(origin)])
  return `${title}\n${aligned(rows)}`
}

/** A whole manifest, each line with its origin, as `git blame` shows it. */
export function blameText(lines: readonly OriginLine[]): string {
  return aligned(
    lines.map(({ text, origins: [newest] }) => [newest?.layer ?? '', newest ? placeText(newest.place) : '', '│', text]),
    '',
  )
}

function valueText({ value, note }: Origin): string {
  if (value === undefined) return note === undefined || note === 'remove' ? removedText : `(${note})`
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const line = text.includes('\n') ? JSON.stringify(text) : text
  return line.length > 70 ? `${line.slice(0, 67)}...` : line
}

function noteText({ value, note, usedAt, partsAt }: Origin): string {
  const notes = [
    value === undefined && note !== 'remove' ? undefined : note,
    usedAt && `used at ${placeText(usedAt)}`,
    partsAt && `made of ${[...new Set(partsAt.map(({ file, line }) => `${file}:${line}`))].join(', ')}`,
  ]
  return notes.filter((part) => part !== undefined).join('; ')
}

function aligned(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? []
  return rows
    .map(
      (row) =>
        indent +
        row
          .map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column]!) : cell))
          .join('  ')
          .trimEnd(),
    )
    .join('\n')
}
