import type { Finding, Place } from '../finding.ts'
import { parseKubernetesYaml, YamlProblem } from './kubernetes-document.ts'
import { keyOffsetIn, offsetIn } from './kubernetes-places.ts'

/** One document of a stream, read as Kubernetes reads it. */
export interface StreamDocument {
  readonly value: unknown
  /** How many characters it has in the file. */
  readonly size: number
  /**
   * Where the value at some steps stands; the nearest of its parents that there is, otherwise. Steps may go on into a
   * document inside a text. `into` counts characters of the text that stands there.
   */
  place(steps: readonly string[], into?: number): Place
  /** Where the key stands that the steps end with. */
  keyPlace(steps: readonly string[]): Place
}

export interface Stream {
  /** Without those that are empty. */
  readonly documents: readonly StreamDocument[]
  readonly findings: readonly Finding[]
}

/** Values by the text of their document. */
export type KnownTexts = Map<string, unknown>

// A line that begins so separates documents also where it stands in a text: that is how kubectl takes a stream apart.
const separator = /^(?:---|\.\.\.)(?=\s|$)/gm

/** What is parsed takes forty times as much memory. A list of all objects of a large cluster is smaller. */
const largestDocument = 32 * 1024 * 1024

/** Takes a stream apart, so that a document that cannot be read does not hide the others. */
export function readStream(file: string, whole: string, known?: KnownTexts): Stream {
  const text = whole.startsWith('\uFEFF') ? whole.slice(1) : whole
  const documents: StreamDocument[] = []
  const findings: Finding[] = []
  for (const { start, end, line, column } of partsOf(text)) {
    const part = text.slice(start, end)
    const placeOf = (offset: number): Place => placeIn(file, part, offset, line, column)
    if (part.length > largestDocument) {
      findings.push(tooLarge(placeOf(0), part.length))
      continue
    }
    try {
      const read = documentOf(part, placeOf, known)
      if (read !== undefined) documents.push(...read)
    } catch (error) {
      if (!(error instanceof YamlProblem)) throw error
      findings.push(unreadable(placeOf(error.offset), error.message))
    }
  }
  return { documents, findings }
}

interface Part {
  readonly start: number
  readonly end: number
  /** Of its first character, from 1. */
  readonly line: number
  readonly column: number
}

function* partsOf(text: string): Generator<Part> {
  let start = 0
  let line = 1
  let column = 1
  const advance = (to: number): void => {
    for (let at = text.indexOf('\n', start); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) line++
    start = to
  }
  for (const { index } of text.matchAll(separator)) {
    if (index > start) yield { start, end: index, line, column }
    advance(index)
    start = index + 3
    column = 4
  }
  if (start < text.length) yield { start, end: text.length, line, column }
}

function documentOf(
  text: string,
  placeOf: (offset: number) => Place,
  known: KnownTexts | undefined,
): StreamDocument[] | undefined {
  const first = text.search(/\S/)
  // Directives belong to the document behind the next `---`.
  if (first === -1 || text[first] === '%') return undefined
  if (text[first] === '{') {
    const json = jsonDocuments(text, placeOf)
    if (json !== undefined) return json
  }
  // The first document of a file mostly has no separator before it, and so no empty line.
  const key = text.slice(/^(?:\r?\n)*/.exec(text)![0].length)
  const value = known?.has(key) ? known.get(key) : parseKubernetesYaml(text)
  known?.set(key, value)
  if (value === null) return undefined
  return [
    {
      value,
      size: text.length,
      place: (steps, into) => placeOf(offsetIn(text, steps, into)),
      keyPlace: (steps) => placeOf(keyOffsetIn(text, steps)),
    },
  ]
}

/** JSON, one document or several one after the other; undefined where it is not. */
function jsonDocuments(text: string, placeOf: (offset: number) => Place): StreamDocument[] | undefined {
  const documents: StreamDocument[] = []
  for (let start = 0; text.slice(start).trim() !== ''; ) {
    const from = start
    let part = text.slice(from)
    let value: unknown
    try {
      value = JSON.parse(part)
    } catch (error) {
      const length = /after JSON at position (\d+)/.exec((error as Error).message)?.[1]
      if (length === undefined) return undefined
      part = part.slice(0, Number(length))
      value = JSON.parse(part)
    }
    start = from + part.length
    const json = part
    documents.push({
      value,
      size: json.length,
      place: (steps, into) => placeOf(from + offsetInJson(json, (text) => offsetIn(text, steps, into))),
      keyPlace: (steps) => placeOf(from + offsetInJson(json, (text) => keyOffsetIn(text, steps))),
    })
  }
  return documents
}

/** JSON is YAML, but for tabs. */
function offsetInJson(json: string, find: (text: string) => number): number {
  try {
    return find(json.replaceAll('\t', ' '))
  } catch {
    return 0
  }
}

function placeIn(file: string, part: string, offset: number, line: number, column: number): Place {
  const before = part.slice(0, offset)
  const lines = before.split('\n').length - 1
  return { file, line: line + lines, column: lines === 0 ? column + offset : offset - before.lastIndexOf('\n') }
}

const tooLarge = (place: Place, size: number): Finding => ({
  code: 'manifest-too-large',
  severity: 'error',
  message: `The document has ${Math.round(size / 1024 / 1024)} MiB and is not read; ${largestDocument / 1024 / 1024} are the most, and the API server takes 3.`,
  remedy: 'Take it apart.',
  place,
})

export const unreadable = (place: Place, message: string): Finding => ({
  code: 'manifest-unreadable',
  severity: 'error',
  message: `This is not YAML that Kubernetes reads: ${message.replace(/\.$/, '')}.`,
  remedy: 'Mend the YAML; a rendered file is written anew by render.',
  place,
})
