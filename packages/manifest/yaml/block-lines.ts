// What a line of block YAML begins with. Offsets count characters of the text; `end` is the end of the document.
import type { Codes } from './text-codes.ts'

export const newline = 0x0a
export const space = 0x20
export const colon = 0x3a
export const dash = 0x2d
export const dot = 0x2e
export const hash = 0x23
export const backslash = 0x5c
export const singleQuote = 0x27
export const doubleQuote = 0x22
export const bar = 0x7c

export const isQuote = (code: number | undefined): boolean => code === singleQuote || code === doubleQuote

export function lineEnd(codes: Codes, from: number, end: number): number {
  let at = from
  while (at < end && codes[at] !== newline) at++
  return at
}

export function skipSpaces(codes: Codes, from: number): number {
  let at = from
  while (codes[at] === space) at++
  return at
}

/** Whether white space is here, or the end. */
export function isSpace(codes: Codes, at: number, end: number): boolean {
  const code = codes[at]
  return code === space || code === newline || at >= end
}

/** Whether the line begins an element of a list here. */
export const isItem = (codes: Codes, at: number, end: number): boolean =>
  codes[at] === dash && isSpace(codes, at + 1, end)

/** Whether a line that begins here is `---` or `...`, alone or before white space: the beginning or the end of a document. */
export function isMarker(codes: Codes, at: number, end: number): boolean {
  const code = codes[at]
  const isRepeated = (code === dash || code === dot) && codes[at + 1] === code && codes[at + 2] === code
  return isRepeated && isSpace(codes, at + 3, end)
}

/** Whether nothing but a comment follows in the line. */
export function isRestEmpty(codes: Codes, at: number, end: number): boolean {
  const code = codes[at]
  return code === newline || at >= end || (code === hash && isSpace(codes, at - 1, end))
}

/** The offset of the first character of the next line that is neither empty nor a comment; `end` if there is none. */
export function contentFrom(codes: Codes, from: number, end: number): number {
  for (let line = from; line < end; ) {
    const at = skipSpaces(codes, line)
    if (at >= end) break
    if (codes[at] !== newline && codes[at] !== hash) return at
    line = lineEnd(codes, at, end) + 1
  }
  return end
}

/** The column of a character that only spaces precede in its line, counted from 0. */
export function indentOf(codes: Codes, at: number): number {
  let start = at
  while (codes[start - 1] === space) start--
  return at - start
}

/** The offset of the quote that ends a scalar of one line; -1 if the line has none. */
export function quoteEnd(codes: Codes, from: number, end: number): number {
  const quote = codes[from]
  for (let at = from + 1; at < end; at++) {
    const code = codes[at]
    if (code === newline) break
    if (code === backslash && quote === doubleQuote) at++
    else if (code === quote) {
      if (quote === doubleQuote || codes[at + 1] !== singleQuote) return at
      at++
    }
  }
  return -1
}

/** The offset of the colon of an entry of a mapping that begins here; -1 if none begins here. */
export function keyEnd(codes: Codes, from: number, end: number): number {
  if (isQuote(codes[from])) {
    const at = quoteEnd(codes, from, end) + 1
    return at > 0 && codes[at] === colon && isSpace(codes, at + 1, end) ? at : -1
  }
  for (let at = from; at < end; at++) {
    const code = codes[at]
    if (code === newline || (code === hash && codes[at - 1] === space)) return -1
    if (code === colon && isSpace(codes, at + 1, end)) return at
  }
  return -1
}
