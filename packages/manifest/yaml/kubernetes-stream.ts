import type { Finding, Place } from '../finding.ts'
import { duplicateKey } from './duplicate-json-keys.ts'
import { maxDepth, parseKubernetesYaml, YamlProblem } from './kubernetes-document.ts'
import { keyOffsetIn, offsetIn } from './kubernetes-places.ts'
import { positionIn } from './line-starts.ts'
import { conflictProblem } from './source-problems.ts'
import { syntaxProblem } from './syntax-problem.ts'

/** One document of a stream, read as Kubernetes reads it. */
export interface StreamDocument {
  readonly value: unknown
  /** Its length in the file, in characters. */
  readonly size: number
  /**
   * The place of the value at some steps, or of its nearest parent that exists. Steps may continue into a document inside a
   * string. `into` counts characters of the string at the steps.
   */
  place(steps: readonly string[], into?: number): Place
  /** The place of the key that the steps end with. */
  keyPlace(steps: readonly string[]): Place
}

export interface Stream {
  /** Without empty documents. */
  readonly documents: readonly StreamDocument[]
  readonly findings: readonly Finding[]
}

/** The values of documents by their source: equal sources give the same value. */
export type ParsedDocuments = Map<string, unknown>

// A line that begins with this separates documents, even inside a string: kubectl splits a stream in the same way.
const separator = /^(?:---|\.\.\.)(?=\s|$)/gm

/** A parsed document uses forty times its size in memory. A list of all objects of a large cluster is smaller than this. */
const largestDocument = 32 * 1024 * 1024

/** A list of all objects of a large cluster has fewer. */
const mostDocuments = 200_000

/** The problems of one file that are reported: it is not Kubernetes YAML if it has more. */
export const mostProblems = 1000

/** Splits a stream, so that a document with a syntax error does not hide the others. */
export function readStream(file: string, stream: string, parsed?: ParsedDocuments): Stream {
  const source = stream.startsWith('\uFEFF') ? stream.slice(1) : stream
  const documents: StreamDocument[] = []
  const findings: Finding[] = []
  for (const { start, end, line, column } of partsOf(source)) {
    const part = source.slice(start, end)
    if (documents.length >= mostDocuments || findings.length > mostProblems) {
      if (findings.length <= mostProblems) findings.push(moreThanRead(file, line, false))
      break
    }
    const placeOf = (offset: number): Place => placeIn(file, part, offset, line, column)
    if (part.length > largestDocument) {
      findings.push(tooLarge(placeOf(0), part.length))
      continue
    }
    const conflict = conflictProblem(part)
    if (conflict !== undefined) {
      const { offset, ...problem } = conflict
      findings.push({ ...problem, severity: 'error', place: placeOf(offset) })
      continue
    }
    try {
      const read = documentOf(part, placeOf, parsed)
      for (const document of read ?? []) documents.push(document)
    } catch (error) {
      if (!(error instanceof YamlProblem)) throw error
      const { offset, message, remedy } = syntaxProblem(part, error)
      findings.push(unreadable(placeOf(offset), message, remedy))
    }
  }
  return { documents, findings }
}

interface Part {
  readonly start: number
  readonly end: number
  /** The position of its first character, counted from 1. */
  readonly line: number
  readonly column: number
}

function* partsOf(source: string): Generator<Part> {
  let start = 0
  let line = 1
  let column = 1
  const advance = (to: number): void => {
    for (let at = source.indexOf('\n', start); at !== -1 && at < to; at = source.indexOf('\n', at + 1)) line++
    start = to
  }
  for (const { index } of source.matchAll(separator)) {
    if (index > start) yield { start, end: index, line, column }
    advance(index)
    start = index + 3
    column = 4
  }
  if (start < source.length) yield { start, end: source.length, line, column }
}

function documentOf(
  source: string,
  placeOf: (offset: number) => Place,
  parsed: ParsedDocuments | undefined,
): StreamDocument[] | undefined {
  const first = source.search(/\S/)
  // Directives belong to the document after the next `---`.
  if (first === -1 || source[first] === '%') return undefined
  if (source[first] === '{') {
    const json = jsonDocuments(source, placeOf)
    if (json !== undefined) return json
  }
  // The first document of a file has no separator before it in most cases, and thus no empty line.
  const key = source.slice(/^(?:\r?\n)*/.exec(source)![0].length)
  const value = parsed?.has(key) ? parsed.get(key) : parseKubernetesYaml(source)
  parsed?.set(key, value)
  if (value === null) return undefined
  return [
    {
      value,
      size: source.length,
      place: (steps, into) => placeOf(offsetIn(source, steps, into)),
      keyPlace: (steps) => placeOf(keyOffsetIn(source, steps)),
    },
  ]
}

/** One or more JSON documents; undefined if the source is not JSON. */
function jsonDocuments(source: string, placeOf: (offset: number) => Place): StreamDocument[] | undefined {
  const documents: StreamDocument[] = []
  for (let start = 0; documents.length < mostDocuments && source.slice(start).trim() !== ''; ) {
    const from = start
    let part = source.slice(from)
    let value: unknown
    try {
      value = JSON.parse(part)
    } catch (error) {
      const length = /after JSON at position (\d+)/.exec((error as Error).message)?.[1]
      if (length === undefined) return undefined
      part = part.slice(0, Number(length))
      value = JSON.parse(part)
    }
    if (isDeep(value, maxDepth)) throw new YamlProblem(`nesting exceeded maxDepth (${maxDepth})`, from)
    const duplicate = duplicateKey(part)
    if (duplicate !== undefined) throw new YamlProblem('duplicated mapping key', from + duplicate)
    start = from + part.length
    const json = part
    documents.push({
      value,
      size: json.length,
      place: (steps, into) => placeOf(from + offsetInJson(json, (yaml) => offsetIn(yaml, steps, into))),
      keyPlace: (steps) => placeOf(from + offsetInJson(json, (yaml) => keyOffsetIn(yaml, steps))),
    })
  }
  return documents
}

/** Whether a value has more levels than `levels`. */
const isDeep = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((child) => isDeep(child, levels - 1)))

/** JSON without tabs is YAML. */
function offsetInJson(json: string, find: (yaml: string) => number): number {
  try {
    return find(json.replaceAll('\t', ' '))
  } catch {
    return 0
  }
}

function placeIn(file: string, part: string, offset: number, line: number, column: number): Place {
  const position = positionIn(part, offset)
  return { file, line: line + position.line - 1, column: position.line === 1 ? column + offset : position.column }
}

/** Reports that the rest of a file is not read: it has too many problems or documents. */
export const moreThanRead = (file: string, line: number, hasProblems: boolean): Finding => ({
  code: 'manifest-too-large',
  severity: 'error',
  message: `The file has more than ${hasProblems ? `${mostProblems} problems` : `${mostDocuments} documents`}. The rest of it is not read.`,
  remedy: hasProblems ? 'Check whether the file contains manifests.' : 'Split it into several files.',
  place: { file, line },
})

const tooLarge = (place: Place, size: number): Finding => ({
  code: 'manifest-too-large',
  severity: 'error',
  message: `The document has ${Math.round(size / 1024 / 1024)} MiB. Documents above ${largestDocument / 1024 / 1024} MiB are not read, and the API server accepts 3 MiB.`,
  remedy: 'Split it into several documents.',
  place,
})

const unreadable = (place: Place, message: string, remedy: string): Finding => ({
  code: 'manifest-unreadable',
  severity: 'error',
  message: `Kubernetes cannot read this YAML: ${message}`,
  remedy,
  place,
})
