/** A string of a manifest as Markdown that contains nothing but text: no marks, links, mentions, references or commands. */
export const text = (value: string): string =>
  unlinked(entities(value).replaceAll(/[\\`*_[\]|~]/g, (character) => `\\${character}`)).replace(
    // A line that begins with a slash is a quick action of GitLab.
    /^(?:[-+#=/]|\d+(?=[.)]))/,
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

/** A space without width. It separates words: hosts look for mentions and references after they have made HTML of the Markdown. */
const gap = '&#8203;'

/** `!12`, `~bug`, `%milestone`, `&12` and `^alert#1` are references of GitLab, and so is `[issue:12]`. */
const unlinked = (value: string): string =>
  value.replaceAll(
    /[@$](?=\S)|:(?=\/\/|[\w+-]+:)|(?<=\[\w*):(?=\w)|[#!%](?=\d)|[%~](?=["\w])|&amp;(?=\d)|\^(?=alert)|\bGH(?=-\d)|\bwww(?=\.)/gi,
    (whole) => whole + gap,
  )

/** A code span that the value cannot end. Not for tables, where a bar would end the cell. */
export function code(value: string): string {
  const line = value.replaceAll(/[\r\n]+/g, ' ').replaceAll(controls, '�')
  const ticks = '`'.repeat(longestRun(line) + 1)
  const pad = line.startsWith('`') || line.endsWith('`') || (line.startsWith(' ') && line.endsWith(' ')) ? ' ' : ''
  return line === '' ? '` `' : `${ticks}${pad}${line}${pad}${ticks}`
}

/** A block of code that the value cannot end. */
export function fence(value: string, language = ''): string {
  const ticks = '`'.repeat(Math.max(2, longestRun(value)) + 1)
  return `${ticks}${language}\n${value.replaceAll(controls, '�')}\n${ticks}`
}

const longestRun = (value: string): number => Math.max(0, ...[...value.matchAll(/`+/g)].map(([run]) => run.length))

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g
