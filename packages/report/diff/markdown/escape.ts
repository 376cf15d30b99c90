/** A string of a manifest as Markdown that contains nothing but text: no marks, links, mentions or references. */
export const text = (value: string): string =>
  unlinked(entities(value).replaceAll(/[\\`*_[\]|~]/g, (character) => `\\${character}`)).replace(
    /^(?:[-+#=]|\d+(?=[.)]))/,
    (start) => (/\d/.test(start) ? start + gap : `\\${start}`),
  )

/** The same inside of HTML tags, where Markdown's marks have no effect. */
export const html = (value: string): string => unlinked(entities(value))

const entities = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/\s+/g, ' ')

/** A space without width. It separates words: GitHub looks for mentions and references after it has made HTML of the Markdown. */
const gap = '&#8203;'

const unlinked = (value: string): string =>
  value.replaceAll(/[@$](?=\S)|:(?=\/\/|[\w+-]+:)|#(?=\d)|\bGH(?=-\d)|\bwww(?=\.)/gi, (whole) => whole + gap)

/** A code span that the value cannot end, also in a cell of a table. */
export function code(value: string): string {
  const line = value.replaceAll(/[\r\n]+/g, ' ').replaceAll(controls, '�')
  const ticks = '`'.repeat(longestRun(line) + 1)
  const pad = line.startsWith('`') || line.endsWith('`') || (line.startsWith(' ') && line.endsWith(' ')) ? ' ' : ''
  // In a table a bar ends the cell even in code; a backslash before it is not shown there.
  return line === '' ? '` `' : `${ticks}${pad}${line.replaceAll('|', '\\|')}${pad}${ticks}`
}

/** A block of code that the value cannot end. */
export function fence(value: string, language = ''): string {
  const ticks = '`'.repeat(Math.max(2, longestRun(value)) + 1)
  return `${ticks}${language}\n${value.replaceAll(controls, '�')}\n${ticks}`
}

const longestRun = (value: string): number => Math.max(0, ...[...value.matchAll(/`+/g)].map(([run]) => run.length))

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g
