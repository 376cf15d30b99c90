import { credentialCheck, oneLine, type Place, printableLines } from '@thanos-gitops/manifest'
import { byPlaceAndCode } from '../by-place.ts'
import { placeText } from '../findings-text.ts'
import { type Paint, painter } from '../paint.ts'
import type { CheckFormatOptions, CheckReport, ReportedFinding } from './finding.ts'
import { furtherLines } from './further-places.ts'
import { summaryLine } from './summary.ts'

/** For a terminal: the findings grouped by file, each with its line and a caret under the value, and a summary. */
export function checkText(report: CheckReport, options: CheckFormatOptions): string {
  const paint = painter(options.color)
  const groups = Map.groupBy([...report.findings].sort(byPlaceAndCode), ({ place }) => place?.file ?? '')
  const paragraphs = [...groups].map(([file, findings]) =>
    [
      ...(file === '' ? [] : [paint('bold', oneLine(file))]),
      ...findings.flatMap((finding) => findingLines(finding, paint, options)),
    ].join('\n'),
  )
  return paragraphs.map((paragraph) => `${paragraph}\n\n`).join('') + summaryLine(report)
}

function findingLines(finding: ReportedFinding, paint: Paint, { line }: CheckFormatOptions): readonly string[] {
  const { place, marked = place, rendered, code, severity, message, remedy, detail } = finding
  const position = place?.line === undefined ? '' : `${placeText({ ...place, file: '' }).slice(1)}  `
  return [
    `  ${position}${paint(severity === 'error' ? 'red' : 'yellow', severity)}  ${code}`,
    ...indented(oneLine(message)),
    // The line contains the credential.
    ...(code === credentialCheck ? [] : excerpt(place?.line === undefined ? rendered : marked, paint, line)),
    ...furtherLines(finding).map((text) => paint('dim', `    ${text}`)),
    ...(remedy === undefined ? [] : indented(printableLines(remedy)).map((text) => paint('cyan', text))),
    ...(detail === undefined ? [] : indented(printableLines(detail))),
  ]
}

const indented = (text: string): readonly string[] => text.split('\n').map((line) => (line === '' ? '' : `    ${line}`))

/** Columns of a line of a file that are printed. */
const longestExcerpt = 140

function excerpt(place: Place | undefined, paint: Paint, line: CheckFormatOptions['line']): readonly string[] {
  if (place?.line === undefined) return []
  const text = line(place.file, place.line)?.replace(/\r$/, '')
  if (text === undefined) return []
  const number = String(place.line)
  // A line without a character has no column: the first one is marked.
  const column = Math.max(1, place.column ?? text.search(/\S/) + 1)
  // Of a long line, the part around the value.
  const start = Math.max(0, Math.min(column - 40, text.length - longestExcerpt))
  const length = Math.max(
    1,
    Math.min(valueLength(text.slice(column - 1, start + longestExcerpt + 1)), start + longestExcerpt - column + 1),
  )
  const gutter = (label: string): string => paint('dim', `${label.padStart(number.length)} │`)
  return [
    `    ${gutter(number)} ${visible(text.slice(start, start + longestExcerpt))}`,
    `    ${gutter('')} ${' '.repeat(column - 1 - start)}${paint('red', '^'.repeat(length))}`,
  ]
}

/** In an excerpt, a control is one character wide, so that the caret is below the value. */
const visible = (text: string): string =>
  text.replaceAll('\t', ' ').replaceAll(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, '\uFFFD')

/** The length of the value that a line begins with: to the closing quote, the end of a flow element, a comment or a colon. */
function valueLength(rest: string): number {
  const quoted = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(rest)
  const plain = quoted ?? /^.+?(?=:\s|:$|,\s|[}\]]|\s#|\s*$)/.exec(rest)
  return plain?.[0].length ?? 1
}
