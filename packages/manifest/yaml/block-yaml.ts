// Reads the YAML that programs write, several times as fast as the parser for all of YAML: block mappings and lists, scalars of one line, and
// literal blocks. Everything else is left to that parser, also everything that may be an error.
import {
  bar,
  colon,
  contentFrom,
  dash,
  hash,
  indentOf,
  isItem,
  isMarker,
  isQuote,
  isRestEmpty,
  isSpace,
  keyEnd,
  lineEnd,
  newline,
  quoteEnd,
  skipSpaces,
  space,
} from './block-lines.ts'
import { canBeginPlain, isUnusual, plainKeys, plainScalars, quotedText } from './block-scalars.ts'
import { addCode, type CodedText, type Codes } from './text-codes.ts'

/** The document has something that is read by the parser for all of YAML. */
export const unusual: unique symbol = Symbol('unusual')

/**
 * The value of the document in a part of a text, as Kubernetes reads it; null for an empty one.
 *
 * @param start the beginning of a line, or what follows the `---` of a separator
 * @param end the end of the text, or the beginning of a line
 */
export function readBlockYaml(source: CodedText, start = 0, end = source.text.length): unknown {
  const characters = charactersIn(source.codes, start, end)
  if (characters === 'irregular') return unusual
  try {
    return new BlockReader(source, start, end, characters === 'tabs').document()
  } catch (error) {
    if (error !== isUnusual) throw error
    return unusual
  }
}

const tab = 0x09

/** Irregular are characters that YAML forbids in places, those of other line ends, and halves of characters. */
function charactersIn(codes: Codes, start: number, end: number): 'plain' | 'tabs' | 'irregular' {
  let hasTab = false
  for (let at = start; at < end; at++) {
    const code = codes[at]!
    if (code >= space && code < 0x7f) continue
    if (code === newline) continue
    if (code === tab) hasTab = true
    else if (code < 0xa0 || (code >= 0xd800 && code < 0xe000) || code === 0xfeff || code > 0xfffd) return 'irregular'
  }
  return hasTab ? 'tabs' : 'plain'
}

/** Deeper documents have problems of their own. */
const mostLevels = 100

class BlockReader {
  readonly #source: CodedText
  readonly #codes: Codes
  readonly #end: number
  readonly #hasTab: boolean
  /** The first character of the line that is read next, or of a compact mapping or list in it. */
  #at: number
  /** Its column, counted from 0; -1 at the end of the document. */
  #column = -1
  #levels = 0

  constructor(source: CodedText, start: number, end: number, hasTab: boolean) {
    this.#source = source
    this.#codes = source.codes
    this.#end = end
    this.#hasTab = hasTab
    this.#at = start
  }

  document(): unknown {
    this.#nextLine(this.#at)
    if (this.#column === -1) return null
    if (this.#column > 0) throw isUnusual
    const value = this.#collection()
    if (this.#column !== -1) throw isUnusual
    return value
  }

  /** @param from the beginning of a line */
  #nextLine(from: number): void {
    const at = contentFrom(this.#codes, from, this.#end)
    this.#at = at
    this.#column = at === this.#end ? -1 : indentOf(this.#codes, at)
    if (this.#column === 0 && isMarker(this.#codes, at, this.#end)) throw isUnusual
    if (this.#hasTab && this.#source.text.slice(at, lineEnd(this.#codes, at, this.#end)).includes('\t')) throw isUnusual
  }

  #collection(): unknown {
    if (++this.#levels > mostLevels) throw isUnusual
    const isList = isItem(this.#codes, this.#at, this.#end)
    const value = isList ? this.#list(this.#column) : this.#mapping(this.#column)
    this.#levels--
    return value
  }

  #mapping(column: number): unknown {
    const mapping: Record<string, unknown> = {}
    let entries = 0
    do {
      const key = this.#key()
      mapping[key] = this.#afterKey(column)
      entries++
    } while (this.#column === column)
    // A line that continues a scalar, and a key that appears twice.
    if (this.#column > column || Object.keys(mapping).length !== entries) throw isUnusual
    return mapping
  }

  #list(column: number): unknown {
    const list: unknown[] = []
    do list.push(this.#item(column))
    while (this.#column === column && isItem(this.#codes, this.#at, this.#end))
    if (this.#column > column) throw isUnusual
    return list
  }

  /** The key at the current offset, which then is behind the colon. */
  #key(): string {
    const codes = this.#codes
    const from = this.#at
    const end = keyEnd(codes, from, this.#end)
    if (end === -1) throw isUnusual
    this.#at = end + 1
    if (isQuote(codes[from])) return quotedText(this.#source, from, end - 1)
    let sum = 0
    for (let at = from; at < end; at++) sum = addCode(sum, codes[at]!)
    return plainKeys.get(this.#source, from, end, sum)
  }

  /** The value of a key of a mapping in this column. */
  #afterKey(column: number): unknown {
    const at = skipSpaces(this.#codes, this.#at)
    if (!isRestEmpty(this.#codes, at, this.#end)) return this.#scalar(at, column)
    this.#endLine(at)
    const isSameColumn = this.#column === column && isItem(this.#codes, this.#at, this.#end)
    return this.#column > column || isSameColumn ? this.#collection() : null
  }

  #item(column: number): unknown {
    const codes = this.#codes
    const end = this.#end
    const at = skipSpaces(codes, this.#at + 1)
    if (isRestEmpty(codes, at, end)) {
      this.#endLine(at)
      return this.#column > column ? this.#collection() : null
    }
    if (!isItem(codes, at, end) && keyEnd(codes, at, end) === -1) return this.#scalar(at, column)
    this.#column = column + at - this.#at
    this.#at = at
    return this.#collection()
  }

  /** @param from what follows must be empty, or a comment */
  #endLine(from: number): void {
    if (!isRestEmpty(this.#codes, skipSpaces(this.#codes, from), this.#end)) throw isUnusual
    this.#nextLine(lineEnd(this.#codes, from, this.#end) + 1)
  }

  /** @param column that of the key or of the list */
  #scalar(at: number, column: number): unknown {
    const codes = this.#codes
    const code = codes[at]!
    if (code === bar) return this.#literal(at, column)
    let end = at + 2
    let value: unknown
    if (isQuote(code)) {
      end = quoteEnd(codes, at, this.#end) + 1
      if (end === 0) throw isUnusual
      value = quotedText(this.#source, at, end - 1)
    } else if (code === 0x7b && codes[at + 1] === 0x7d) value = {}
    else if (code === 0x5b && codes[at + 1] === 0x5d) value = []
    else return this.#plain(at)
    this.#endLine(end)
    return value
  }

  #plain(from: number): unknown {
    const codes = this.#codes
    const end = this.#end
    if (!canBeginPlain(codes, from, end)) throw isUnusual
    let sum = 0
    let last = from
    for (let at = from; at < end; at++) {
      const code = codes[at]!
      if (code === newline || (code === hash && codes[at - 1] === space)) break
      if (code === space) continue
      if (code === colon && isSpace(codes, at + 1, end)) throw isUnusual
      sum = addCode(sum, code)
      last = at
    }
    const value = plainScalars.get(this.#source, from, last + 1, sum)
    this.#endLine(last + 1)
    return value
  }

  /** @param column that of the key or of the list, which the lines of the block are behind */
  #literal(from: number, column: number): string {
    const codes = this.#codes
    const end = this.#end
    const sign = codes[from + 1]
    const isStripped = sign === dash
    const isKept = sign === 0x2b
    const header = skipSpaces(codes, from + (isStripped || isKept ? 2 : 1))
    if (codes[header] !== newline) throw isUnusual
    let line = header + 1
    while (codes[line] === newline) line++
    const indent = skipSpaces(codes, line) - line
    if (indent <= column || line + indent >= end || codes[line + indent] === newline) throw isUnusual
    const { value, breaks, next } = this.#literalLines(line, indent)
    this.#nextLine(next)
    return '\n'.repeat(line - header - 1) + value + '\n'.repeat(isStripped ? 0 : isKept ? breaks : 1)
  }

  /** The lines with an indentation from a line on, how many line breaks are at their end, and the line after them. */
  #literalLines(from: number, indent: number): { value: string; breaks: number; next: number } {
    const codes = this.#codes
    const end = this.#end
    let value = ''
    let breaks = 0
    let line = from
    for (; line < end; line = lineEnd(codes, line, end) + 1) {
      let at = line
      while (at < line + indent && codes[at] === space) at++
      if (codes[at] === newline) breaks++
      else if (at < line + indent) break
      else {
        const stop = lineEnd(codes, at, end)
        if (stop === end) throw isUnusual
        value += '\n'.repeat(breaks) + this.#source.text.slice(at, stop)
        breaks = 1
      }
    }
    return { value, breaks, next: line }
  }
}
