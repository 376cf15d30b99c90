import type { Origin } from '@thanos-gitops/manifest'
import { placeText } from '../findings-text.ts'

/** The sources of a field, a line for each, newest first: value, place, layer and how it was set. */
export function originsText(title: string, origins: readonly Origin[]): string {
  const rows = origins.map((origin) => [valueText(origin), placeText(origin.place), origin.layer, noteText(origin)])
  return `${title}\n${aligned(rows, '  ')}`
}

/** A whole manifest, each line with its newest source, as `git blame` prints it. */
export const annotatedText = (
  lines: readonly { readonly text: string; readonly origins: readonly Origin[] }[],
): string =>
  aligned(
    lines.map(({ text, origins: [newest] }) => [newest?.layer ?? '', newest ? placeText(newest.place) : '', '│', text]),
    '',
  )

const longestValue = 70

function valueText({ value, note }: Origin): string {
  if (value === undefined) return note === undefined || note === 'remove' ? '(removed)' : `(${note})`
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const line = text.includes('\n') ? JSON.stringify(text) : text
  return line.length > longestValue ? `${line.slice(0, longestValue - 3)}...` : line
}

function noteText({ value, note, usedAt, partsAt }: Origin): string {
  const notes = [
    value === undefined && note !== 'remove' ? undefined : note,
    usedAt && `used at ${placeText(usedAt)}`,
    partsAt && `composed of ${[...new Set(partsAt.map(({ file, line }) => `${file}:${line}`))].join(', ')}`,
  ]
  return notes.filter((part) => part !== undefined).join('; ')
}

/** Columns of equal width; the last one has no padding. */
function aligned(rows: readonly (readonly string[])[], indent: string): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? []
  const rowText = (row: readonly string[]): string =>
    row.map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column]!) : cell)).join('  ')
  return rows.map((row) => (indent + rowText(row)).trimEnd()).join('\n')
}
