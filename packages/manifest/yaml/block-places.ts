// Finds where a value is in a document that `readBlockYaml` has read, by the columns of its lines, without its other values.
import { bar, contentFrom, indentOf, isItem, isQuote, isRestEmpty, keyEnd, lineEnd, skipSpaces } from './block-lines.ts'
import { quotedText } from './block-scalars.ts'
import type { CodedText, Codes } from './text-codes.ts'

/** A part of a text: a document that `readBlockYaml` has read. */
export interface BlockDocument {
  readonly source: CodedText
  readonly start: number
  readonly end: number
}

/** A mapping or list of several lines: its first character, and the column of all its lines. */
interface Block {
  readonly kind: 'block'
  readonly at: number
  readonly column: number
}

/** A value and the offset of its first character; of the first line, for a literal block. */
type Node = Block | { readonly kind: 'flow' | 'scalar' | 'literal'; readonly at: number } | { readonly kind: 'empty' }

interface Child {
  readonly node: Node
  /** The offset of its key without quotes; undefined in a list. */
  readonly key?: number
}

/**
 * What `offsetIn` returns for the document; undefined if the steps continue into a scalar.
 *
 * @returns the offset in the document
 */
export function offsetInBlock({ source, start, end }: BlockDocument, steps: readonly string[]): number | undefined {
  const { codes } = source
  const first = contentFrom(codes, start, end)
  let node: Node = first === end ? { kind: 'empty' } : { kind: 'block', at: first, column: 0 }
  let key: number | undefined
  for (const [depth, step] of steps.entries()) {
    if (node.kind !== 'block' && node.kind !== 'flow') return undefined
    const child: Child | undefined = node.kind === 'block' ? childOf(source, node, end, step) : undefined
    if (child === undefined) break
    node = child.node
    if (child.key !== undefined || depth === steps.length - 1) key = child.key
  }
  return Math.max(0, placeOf(node, key) - start)
}

/** A value on the line of its key is the place itself; a block below it has the place of its key. */
function placeOf(node: Node, key: number | undefined): number {
  if (node.kind === 'empty') return key ?? 0
  return node.kind === 'flow' || node.kind === 'scalar' ? node.at : (key ?? node.at)
}

function childOf(source: CodedText, { at, column }: Block, end: number, step: string): Child | undefined {
  return isItem(source.codes, at, end)
    ? elementOf(source.codes, at, column, end, step)
    : entryOf(source, at, column, end, step)
}

function entryOf(source: CodedText, from: number, column: number, end: number, step: string): Child | undefined {
  const { codes } = source
  for (let at = from; at < end; at = nextEntry(codes, at, column, end)) {
    const colon = keyEnd(codes, at, end)
    const isQuoted = isQuote(codes[at])
    const isSame = isQuoted
      ? quotedText(source, at, colon - 1) === step
      : colon - at === step.length && source.text.startsWith(step, at)
    if (isSame) return { node: valueAfter(codes, colon + 1, column, end), key: isQuoted ? at + 1 : at }
  }
  return undefined
}

function elementOf(codes: Codes, from: number, column: number, end: number, step: string): Child | undefined {
  let index = 0
  for (let at = from; at < end && isItem(codes, at, end); at = nextLine(codes, at, column, end)) {
    if (String(index) === step) return { node: elementAfter(codes, at, column, end) }
    index++
  }
  return undefined
}

/** The next line whose column is not behind the given one; `end` if its column is before that one. */
function nextLine(codes: Codes, from: number, column: number, end: number): number {
  let at = from
  do at = contentFrom(codes, lineEnd(codes, at, end) + 1, end)
  while (at < end && indentOf(codes, at) > column)
  return at < end && indentOf(codes, at) === column ? at : end
}

/** The next key of a mapping. The elements of a list can have the column of the key that they belong to. */
function nextEntry(codes: Codes, from: number, column: number, end: number): number {
  let at = from
  do at = nextLine(codes, at, column, end)
  while (at < end && isItem(codes, at, end))
  return at
}

function valueAfter(codes: Codes, from: number, column: number, end: number): Node {
  const at = skipSpaces(codes, from)
  if (!isRestEmpty(codes, at, end)) return inLine(codes, at, end)
  const below = contentFrom(codes, lineEnd(codes, at, end) + 1, end)
  const indent = below === end ? -1 : indentOf(codes, below)
  return indent > column || (indent === column && isItem(codes, below, end))
    ? { kind: 'block', at: below, column: indent }
    : { kind: 'empty' }
}

function elementAfter(codes: Codes, dash: number, column: number, end: number): Node {
  const at = skipSpaces(codes, dash + 1)
  if (!isRestEmpty(codes, at, end))
    return isItem(codes, at, end) || keyEnd(codes, at, end) !== -1
      ? { kind: 'block', at, column: column + at - dash }
      : inLine(codes, at, end)
  const below = contentFrom(codes, lineEnd(codes, at, end) + 1, end)
  const indent = below === end ? -1 : indentOf(codes, below)
  return indent > column ? { kind: 'block', at: below, column: indent } : { kind: 'empty' }
}

function inLine(codes: Codes, at: number, end: number): Node {
  const code = codes[at]
  if (code === bar) return { kind: 'literal', at: lineEnd(codes, at, end) + 1 }
  return { kind: code === 0x7b || code === 0x5b ? 'flow' : 'scalar', at }
}
