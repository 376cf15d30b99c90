// Explains why a document does not parse. The parser of manifests stops where it cannot continue, which is often after the
// fault, so that the `yaml` package reads the document again.
import { createRequire } from 'node:module'
import type { Document, ErrorCode, ParsedNode, YAMLError } from 'yaml'
import { type SourceProblem, tabProblem } from './source-problems.ts'

const load = createRequire(import.meta.url)

/** Longer documents are not read a second time: the package takes seconds for them. */
const longestRead = 1024 * 1024

/** What a parser reports. */
export interface ParserError {
  /** In characters from the beginning of the document. */
  readonly offset: number
  readonly message: string
}

export type SyntaxProblem = Omit<SourceProblem, 'code'>

/** The fault of a manifest that `js-yaml` refuses. */
export function syntaxProblem(source: string, error: ParserError): SyntaxProblem {
  const found = jsonProblem(source) ?? secondOpinion(source, error) ?? parserProblem(source, error)
  return templateProblem(source, found.offset) ?? tabProblem(source, found.offset) ?? found
}

/** The fault that the `yaml` package reports. */
export function explainError(
  source: string,
  document: Document.Parsed,
  { code, pos, message }: YAMLError,
): SyntaxProblem {
  const offset = Math.min(pos[0], source.length)
  if (code === 'MISSING_CHAR' && /closing .quote/.test(message)) return openQuote(document, offset)
  if (/^Flow .* end with /.test(message))
    return {
      offset: endOfContent(source, offset),
      message: 'A list or mapping in brackets has no end.',
      remedy: 'Add the closing bracket, ] or }.',
    }
  return { offset, message: `${message.replace(/[.:]?$/, '')}.`, remedy: remedies[code] ?? otherwise }
}

const otherwise = 'Fix the YAML: indent with spaces, and write each key of a mapping once.'
const inQuotes = 'Write the value in quotes.'

const remedies: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: 'Indent the line as the other lines of its mapping or list.',
  BAD_SCALAR_START: inQuotes,
  BAD_DQ_ESCAPE: 'Write a backslash as \\\\, or use single quotes.',
  BLOCK_AS_IMPLICIT_KEY:
    'If the line has two colons, write the value in quotes. Otherwise indent the line as the lines before it.',
  BLOCK_IN_FLOW: 'Add a comma between the entries of the brackets, or close the bracket before this place.',
  MISSING_CHAR: 'Indent the line as the lines before it, and write a colon and a space after a key.',
  MULTILINE_IMPLICIT_KEY: 'Write a colon and a space after the key.',
  TAB_AS_INDENT: 'Indent it with spaces.',
  UNEXPECTED_TOKEN: 'Remove the characters, or write the whole value in quotes.',
}

/** An unclosed string extends to the end of the document: the place where it begins is more useful. */
function openQuote(document: Document.Parsed, end: number): SyntaxProblem {
  let start = end
  const { visit } = load('yaml') as typeof import('yaml')
  visit(document, {
    Scalar(_key, { type, range }) {
      if (range && type?.startsWith('QUOTE_') && range[1] >= end) start = range[0]
    },
  })
  return { offset: start, message: 'The string that begins here has no closing quote.', remedy: 'Add the quote.' }
}

/** The end of what is written before an offset at which something is missing. */
function endOfContent(source: string, offset: number): number {
  const end = source.slice(0, offset).trimEnd().length
  const start = source.lastIndexOf('\n', end - 1) + 1
  const isComment = start > 0 && /^\s*#/.test(source.slice(start, end))
  return isComment ? endOfContent(source, start) : end
}

function secondOpinion(source: string, error: ParserError): SyntaxProblem | undefined {
  if (source.length > longestRead || /maxDepth/.test(error.message)) return undefined
  const { parseDocument } = load('yaml') as typeof import('yaml')
  try {
    const document = parseDocument(source, { prettyErrors: false, logLevel: 'error' })
    const found = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY' && code !== 'MULTIPLE_DOCS')
    if (found !== undefined) return explainError(source, document, found)
    return /complex keys/.test(error.message) ? complexKey(document) : undefined
  } catch {
    // Too deep for it.
    return undefined
  }
}

function complexKey(document: Document.Parsed): SyntaxProblem {
  const { visit, isCollection } = load('yaml') as typeof import('yaml')
  let offset: number | undefined
  visit(document, {
    Pair(_key, { key }) {
      if (isCollection(key)) offset ??= (key as ParsedNode).range[0]
    },
  })
  return { offset: offset ?? 0, message: 'A key of a mapping is not a string.', remedy: 'Write a string as the key.' }
}

function parserProblem(source: string, { offset, message }: ParserError): SyntaxProblem {
  const alias = /^unidentified alias "(.*)"$/.exec(message)?.[1]
  if (alias !== undefined)
    return {
      offset: source[offset - 1] === '*' ? offset - 1 : offset,
      message: `The alias *${alias} has no anchor &${alias} before it.`,
      remedy: 'Put the anchor before its alias, and not around it.',
    }
  return { offset, message: `${message.replace(/\.$/, '')}.`, remedy: parserRemedy(message) }
}

function parserRemedy(message: string): string {
  if (/duplicated mapping key/.test(message)) return 'Remove one of the two keys.'
  if (/non-printable/.test(message)) return 'Remove the character, or write it as an escape in double quotes: "\\x07".'
  if (/unknown \w+ tag/.test(message)) return 'Remove the tag, and write the value without it.'
  if (/maxDepth/.test(message)) return 'Write fewer lists and mappings inside each other.'
  if (/alias|anchor/.test(message)) return 'Write the values without aliases.'
  return 'Fix the YAML. If render wrote the file, render again.'
}

/** JSON has its own rules for commas and quotes. Messages without a position contain a part of the document. */
function jsonProblem(source: string): SyntaxProblem | undefined {
  if (!/^\s*[{[]\s*"/.test(source)) return undefined
  try {
    JSON.parse(source)
    return undefined
  } catch (error) {
    const { message } = error as Error
    const end = endOfContent(source, source.length)
    const [, problem, position] =
      /^(Expected .*?|Bad .*?|Unterminated .*?) in JSON at position (\d+)/.exec(message) ?? []
    if (/^Unexpected end/.test(message) || Number(position) >= end)
      return { offset: end, message: 'The JSON has no end.', remedy: 'Add what is missing.' }
    if (problem === undefined) return undefined
    return { offset: Number(position), message: `${problem}.`, remedy: 'Fix the JSON.' }
  }
}

/** Templates of Helm, Jinja and others look like mappings in brackets. */
export function templateProblem(source: string, offset: number): SyntaxProblem | undefined {
  const start = source.lastIndexOf('\n', offset - 1) + 1
  const end = source.indexOf('\n', offset)
  const line = source.slice(start, end === -1 ? undefined : end)
  const mark = /\{\{|\{%|<%/.exec(line)
  if (mark === null) return undefined
  return {
    offset: start + mark.index,
    message: `The line contains ${mark[0]}: the file is a template of Helm or another program, and not YAML.`,
    remedy: 'Render the template first, for example: helm template NAME CHART > manifests.yaml',
  }
}
