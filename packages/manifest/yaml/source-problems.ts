import type { Finding } from '../finding.ts'

/** A problem of a source as a whole, at an offset in characters. */
export interface SourceProblem {
  readonly offset: number
  readonly code: Finding['code']
  readonly message: string
  readonly remedy: string
}

/** The first line of a side that git writes into a file where a merge stopped, or the last one. */
const conflictMarker = /^(?:<{7}|>{7})(?: .*)?$/m

/**
 * Why a source is not plain UTF-8 text, or contains an unresolved merge. A syntax error that follows from it would name
 * another place and another reason.
 */
export function sourceProblem(text: string): SourceProblem | undefined {
  return encodingProblem(text) ?? conflictProblem(text)
}

/** Why a text that was decoded as UTF-8 was not UTF-8 text. */
export function encodingProblem(text: string): SourceProblem | undefined {
  const replaced = text.indexOf('\uFFFD')
  const zero = text.indexOf('\0')
  if (isUtf16(text, zero))
    return invalid(0, 'The encoding of the file is UTF-16.', 'Save the file as UTF-8: iconv -f UTF-16 -t UTF-8 FILE')
  if (replaced !== -1 && (zero === -1 || replaced < zero))
    return invalid(
      replaced,
      'The file contains bytes that are not valid UTF-8, or the replacement character U+FFFD.',
      'Save the file as UTF-8, and write the characters again.',
    )
  if (zero !== -1) return invalid(zero, 'The file contains a NUL character.', 'Remove it. The file must be UTF-8 text.')
  const mark = text.indexOf('\uFEFF')
  return mark === -1
    ? undefined
    : invalid(
        mark,
        'The file contains a byte order mark (U+FEFF), which is allowed only at its beginning.',
        'Remove the invisible character. It is often left where two files were joined.',
      )
}

const invalid = (offset: number, message: string, remedy: string): SourceProblem => ({
  offset,
  code: 'file-encoding',
  message,
  remedy,
})

/** Decoded as UTF-8, the two bytes of a UTF-16 mark are replaced, and every second byte of plain text is zero. */
function isUtf16(text: string, zero: number): boolean {
  if (zero === -1) return false
  if (text.startsWith('\uFFFD\uFFFD')) return true
  const start = text.slice(0, 64)
  return start.length > 3 && start.split('\0').length - 1 >= Math.floor(start.length / 2) - 1
}

/** The first conflict marker in a text. */
export function conflictProblem(text: string): SourceProblem | undefined {
  if (!text.includes('<<<<<<<') && !text.includes('>>>>>>>')) return undefined
  const found = conflictMarker.exec(text)
  return found === null
    ? undefined
    : {
        offset: found.index,
        code: 'merge-conflict',
        message: 'The file contains conflict markers of an unresolved merge.',
        remedy: 'Choose the lines to keep, and remove the lines that begin with <<<<<<<, =======, >>>>>>> and |||||||.',
      }
}

/** The tab in the indentation of the line of a syntax error, or of the line before it. */
export function tabProblem(text: string, errorOffset: number): SourceProblem | undefined {
  const start = text.lastIndexOf('\n', errorOffset - 1) + 1
  const previous = text.lastIndexOf('\n', start - 2) + 1
  const tab = tabAt(text, start) ?? (start > 0 ? tabAt(text, previous) : undefined)
  return tab === undefined
    ? undefined
    : {
        offset: tab,
        code: 'yaml-syntax',
        message: 'The line is indented with a tab, which YAML does not allow.',
        remedy: 'Indent it with spaces.',
      }
}

function tabAt(text: string, lineStart: number): number | undefined {
  let at = lineStart
  while (text[at] === ' ') at++
  return text[at] === '\t' ? at : undefined
}
