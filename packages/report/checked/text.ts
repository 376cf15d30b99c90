import type { Place } from '@thanos-gitops/manifest'
import { placeText } from '../findings-text.ts'
import { byPlace, type ReportedFinding } from './finding.ts'

export interface TextOptions {
  /** Escape sequences of a terminal. */
  readonly color: boolean
  /** The text of a line, from 1; undefined where the file is not there. */
  line(file: string, line: number): string | undefined
}

const codes = { bold: 1, red: 31, yellow: 33, cyan: 36, dim: 2 } as const
const widest = 140

/** The findings, grouped by file, each with its line and a caret under the value. */
export function checkedText(findings: readonly ReportedFinding[], { color, line }: TextOptions): string {
  const paint = (style: keyof typeof codes, text: string): string =>
    color ? `\u001b[${codes[style]}m${text}\u001b[0m` : text
  const groups = Map.groupBy(merged([...findings].sort(byPlace)), ({ place }) => place?.file ?? '')
  return [...groups]
    .map(([file, inFile]) => [...(file === '' ? [] : [paint('bold', file)]), ...inFile.map(paragraph)].join('\n'))
    .join('\n\n')

  function paragraph({ place, rendered, elsewhere, code, severity, message, remedy, detail }: Merged): string {
    const at = place?.line === undefined ? '' : `${place.line}${place.column === undefined ? '' : `:${place.column}`}  `
    const isSame = rendered?.file === place?.file && rendered?.line === place?.line
    return [
      `  ${at}${paint(severity === 'error' ? 'red' : 'yellow', severity)}  ${code}`,
      `    ${message}`,
      ...excerpt(place?.line === undefined ? rendered : place),
      ...(rendered === undefined || isSame
        ? []
        : [rendered, ...elsewhere].map((one) => paint('dim', `    rendered: ${placeText(one)}`))),
      ...(remedy === undefined ? [] : [`    ${paint('cyan', remedy)}`]),
      ...(detail === undefined ? [] : [detail.replaceAll(/^(?=.)/gm, '    ')]),
    ].join('\n')
  }

  function excerpt(place: Place | undefined): string[] {
    if (place?.line === undefined) return []
    const text = line(place.file, place.line)?.replaceAll('\t', ' ').replace(/\r$/, '')
    if (text === undefined) return []
    const number = String(place.line)
    const column = place.column ?? text.search(/\S/) + 1
    // Of a long line, the part around the value.
    const from = Math.max(0, Math.min(column - 40, text.length - widest))
    const shown = text.slice(from, from + widest)
    const length = Math.max(1, Math.min(valueLength(text.slice(column - 1)), from + widest - column + 1))
    return [
      `    ${paint('dim', `${number} │`)} ${shown}`,
      `    ${paint('dim', `${' '.repeat(number.length)} │`)} ${' '.repeat(column - 1 - from)}${paint('red', '^'.repeat(length))}`,
    ]
  }
}

interface Merged extends ReportedFinding {
  readonly elsewhere: Place[]
}

/** One line of the base is wrong in every environment: it is said once, with all the places where it is rendered. */
function merged(findings: readonly ReportedFinding[]): Merged[] {
  const found = new Map<string, Merged>()
  for (const finding of findings) {
    const { place, rendered, code, message } = finding
    const same = [code, message, place && placeText(place), rendered === undefined ? found.size : ''].join('\0')
    const first = found.get(same)
    if (first === undefined) found.set(same, { ...finding, elsewhere: [] })
    else if (rendered !== undefined) first.elsewhere.push(rendered)
  }
  return [...found.values()]
}

/** How far a value goes on its line: to the closing quote, the end of a flow element, a comment, or of a key to its colon. */
function valueLength(rest: string): number {
  const quoted = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(rest)
  const plain = quoted ?? /^.+?(?=:\s|:$|,\s|[}\]]|\s#|\s*$)/.exec(rest)
  return plain?.[0].length ?? 1
}
