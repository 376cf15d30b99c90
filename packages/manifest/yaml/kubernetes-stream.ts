import type { Finding, Place } from '../finding.ts'
import { type BlockDocument, offsetInBlock } from './block-places.ts'
import { readBlockYaml, unusual } from './block-yaml.ts'
import { jsonDocuments } from './json-documents.ts'
import { parseAnyYaml, YamlProblem } from './kubernetes-document.ts'
import { keyOffsetIn, offsetIn } from './kubernetes-places.ts'
import { positionIn } from './line-starts.ts'
import { conflictProblem } from './source-problems.ts'
import { mostDocuments, type StreamDocument } from './stream-document.ts'
import { partsOf } from './stream-parts.ts'
import { syntaxProblem } from './syntax-problem.ts'
import { type CodedText, codedText } from './text-codes.ts'

export type { StreamDocument } from './stream-document.ts'

export interface Stream {
  /** Without empty documents. */
  readonly documents: readonly StreamDocument[]
  readonly findings: readonly Finding[]
}

interface ParsedDocument {
  readonly value: unknown
  /** Whether `readBlockYaml` has read it, so that places in it can be found in the same way. */
  readonly isBlock: boolean
}

/** Documents by their source: equal sources give the same value. */
export type ParsedDocuments = Map<string, ParsedDocument>

/** A parsed document uses forty times its size in memory. A list of all objects of a large cluster is smaller than this. */
const largestDocument = 32 * 1024 * 1024

/** The problems of one file that are reported: it is not Kubernetes YAML if it has more. */
export const mostProblems = 1000

/** Splits a stream, so that a document with a syntax error does not hide the others. */
export function readStream(file: string, stream: string, parsed?: ParsedDocuments): Stream {
  const source = stream.startsWith('\uFEFF') ? stream.slice(1) : stream
  const documents: StreamDocument[] = []
  const findings: Finding[] = []
  const coded = codedOnce(source)
  for (const { start, end, line, column } of partsOf(source)) {
    const part = source.slice(start, end)
    if (documents.length >= mostDocuments || findings.length > mostProblems) {
      if (findings.length <= mostProblems) findings.push(moreThanRead(file, line(), false))
      break
    }
    const placeOf = (offset: number): Place => placeIn(file, part, offset, line(), column)
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
      const read = documentOf(part, placeOf, () => ({ source: coded(), start, end }), parsed)
      for (const document of read ?? []) documents.push(document)
    } catch (error) {
      if (!(error instanceof YamlProblem)) throw error
      const { offset, message, remedy } = syntaxProblem(part, error)
      findings.push(unreadable(placeOf(offset), message, remedy))
    }
  }
  return { documents, findings }
}

function documentOf(
  source: string,
  placeOf: (offset: number) => Place,
  blockOf: () => BlockDocument,
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
  const key = source[0] === '\n' || source[0] === '\r' ? source.slice(/^(?:\r?\n)*/.exec(source)![0].length) : source
  const known = parsed?.get(key)
  const { value, isBlock } = known ?? parseDocument(source, blockOf())
  if (known === undefined) parsed?.set(key, { value, isBlock })
  if (value === null) return undefined
  const offsetOf = (steps: readonly string[], into: number | undefined): number =>
    (isBlock && into === undefined ? offsetInBlock(blockOf(), steps) : undefined) ?? offsetIn(source, steps, into)
  return [
    {
      value,
      size: source.length,
      place: (steps, into) => placeOf(offsetOf(steps, into)),
      keyPlace: (steps) => placeOf(keyOffsetIn(source, steps)),
    },
  ]
}

/** The codes of a text, which only YAML needs. */
function codedOnce(text: string): () => CodedText {
  let coded: CodedText | undefined
  return () => {
    coded ??= codedText(text)
    return coded
  }
}

function parseDocument(part: string, { source, start, end }: BlockDocument): ParsedDocument {
  const value = readBlockYaml(source, start, end)
  return value === unusual ? { value: parseAnyYaml(part), isBlock: false } : { value, isBlock: true }
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
